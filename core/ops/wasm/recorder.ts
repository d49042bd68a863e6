import type { KernelMemory } from './memory.ts'
import { CONVOLVE, fuse, type Instruction, type Operand } from './fuse.ts'
import { INSTRUCTION_WORDS, isChannelOp, isRowOp, opcodes, type Opcode } from './opcodes.ts'

/** What the compiled kernels offer. */
export interface KernelExports {
  scratchBytes(): number
  run(program: number, count: number, scratch: number, control: number, threads: number): void
  /** Ends the helper threads' work on this memory. */
  dismiss(control: number): void
}

const CONTROL_BYTES = 512

type Part = { readonly kernels: number; readonly count: number; readonly threads: number } | { readonly host: () => void }

/** Below this much work per instruction the barriers cost more than other threads save. */
const WORTH_SHARING = 20_000

/** What an output of a convolution is summed over at least, usually: a 3 × 3 kernel and some channels. */
const USUAL_TAPS = 16

/** A rough count of the arithmetic in a program: multiply-adds of products, elements of the rest. */
function workOf(instructions: readonly Instruction[]): number {
  return instructions.reduce((sum, { opcode, operands }) => {
    const [a, b, rows, columns, depth] = operands as readonly number[]
    return sum + (opcode === 'matmul' ? rows * columns * depth : opcode === 'convolve' || opcode === 'convolvePatches' ? a * Number(operands[CONVOLVE.outputSize]) * USUAL_TAPS : isRowOp(opcode) ? a * b : isChannelOp(opcode) ? a * b * rows : a)
  }, 0)
}

/** Turns calls into instructions, runs them at once or keeps them as a program. */
export class Recorder {
  private instructions: Instruction[] | null = null
  private parts: (readonly Instruction[] | (() => void))[] = []
  /** The block through which threads find each other. */
  readonly control: number
  /** Threads that share a program, this one included. */
  threads = 1
  private readonly scratch: number
  private readonly single: number
  private readonly memory: KernelMemory
  private readonly kernels: KernelExports

  constructor(memory: KernelMemory, kernels: KernelExports) {
    this.memory = memory
    this.kernels = kernels
    this.scratch = memory.allocate(kernels.scratchBytes())
    this.single = memory.allocate(INSTRUCTION_WORDS * 4)
    this.control = memory.allocate(CONTROL_BYTES)
  }

  emit(opcode: Opcode, ...operands: Operand[]): void {
    if (this.instructions !== null) {
      const previous = this.instructions.at(-1)
      const fused = previous === undefined ? null : fuse(previous, { opcode, operands })
      if (fused !== null) this.instructions[this.instructions.length - 1] = fused
      else this.instructions.push({ opcode, operands })
      return
    }
    this.write(this.single, opcode, operands)
    this.kernels.run(this.single, 1, this.scratch, this.control, 1)
  }

  emitHost(compute: () => void): void {
    if (this.instructions === null) {
      compute()
      return
    }
    this.parts.push(this.instructions, compute)
    this.instructions = []
  }

  record<T>(build: () => T): { result: T; run: () => void } {
    if (this.instructions !== null) throw new Error('A recording cannot be made inside another')
    this.instructions = []
    this.parts = []
    const endProgram = this.memory.beginProgram()
    try {
      const result = build()
      this.parts.push(this.instructions)
      return { result, run: this.link(this.parts) }
    } finally {
      endProgram()
      this.instructions = null
    }
  }

  /** Writes the instructions to memory; a program is then one call, or one per stretch between host computations. */
  private link(recorded: Recorder['parts']): () => void {
    const parts = recorded.filter((part) => typeof part === 'function' || part.length > 0).map((part): Part => {
      if (typeof part === 'function') return { host: part }
      const address = this.memory.allocatePermanently(part.length * INSTRUCTION_WORDS * 4)
      part.forEach(({ opcode, operands }, index) => this.write(address + index * INSTRUCTION_WORDS * 4, opcode, operands))
      return { kernels: address, count: part.length, threads: workOf(part) < WORTH_SHARING * part.length ? 1 : this.threads }
    })
    return () => {
      for (const part of parts) {
        if ('host' in part) part.host()
        else this.kernels.run(part.kernels, part.count, this.scratch, this.control, part.threads)
      }
    }
  }

  private write(address: number, opcode: Opcode, operands: readonly Operand[]): void {
    const view = new DataView(this.memory.memory.buffer, address, INSTRUCTION_WORDS * 4)
    view.setInt32(0, opcodes[opcode], true)
    operands.forEach((operand, index) => {
      if (typeof operand === 'number') view.setInt32(4 + 4 * index, operand, true)
      else view.setFloat32(4 + 4 * index, operand.float, true)
    })
  }
}
