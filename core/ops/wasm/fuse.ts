import type { Opcode } from './opcodes.ts'

/** An operand: a whole number (also an address or a flag), or a float32. */
export type Operand = number | { readonly float: number }

export const float = (value: number): Operand => ({ float: value })

/** One step of a recorded program. */
export interface Instruction {
  readonly opcode: Opcode
  readonly operands: readonly Operand[]
}

/** Operands of a convolution: where its output stands, floats per image of it, and whether it is rectified. */
export const CONVOLVE = { output: 5, outputSize: 7, relu: 10 }
/** Where the gradient of a pooling layer stands, and where it says that its input was rectified. */
const POOL_BACKWARD = { gradient: 5, relu: 6 }

/**
 * Two instructions as one where that saves a pass over memory, else null. The numbers are the same:
 * a rectifier right after a convolution is applied while its rows are in the cache, and the rectifier's gradient
 * right after that of a max pooling is needed only where the greatest values stood.
 */
export function fuse(first: Instruction, second: Instruction): Instruction | null {
  if (first.opcode === 'convolve' && second.opcode === 'relu') {
    const [, x, y] = second.operands
    const whole = first.operands[CONVOLVE.output] === x && x === y
    return whole ? replaceOperand(first, CONVOLVE.relu, 1) : null
  }
  if (first.opcode === 'maxPoolBackward' && second.opcode === 'reluBackward') {
    const [, y, dy, dx] = second.operands
    return first.operands[POOL_BACKWARD.gradient] === dy && dy === dx ? replaceOperand(first, POOL_BACKWARD.relu, y!) : null
  }
  return null
}

const replaceOperand = ({ opcode, operands }: Instruction, index: number, operand: Operand): Instruction => ({ opcode, operands: operands.with(index, operand) })
