import { blockLifetimes, type HostStep, type Step } from './block-lifetimes.ts'
import { changedProgram, type KernelMemory } from './memory.ts'
import { CONVOLVE, fuse, type Instruction, type Operand } from './fuse.ts'
import { ThreadChoice } from './thread-choice.ts'
import { INSTRUCTION_WORDS, isChannelOp, isRowOp, opcodes, type Opcode } from './opcodes.ts'

/** What the compiled kernels offer. */
export interface KernelExports {
  scratchBytes(): number
  run(program: number, count: number, scratch: number, control: number, threads: number): void
  /** Ends the helper threads' work on this memory. */
  dismiss(control: number): void
}

const CONTROL_BYTES = 512

/** A stretch of a program: instructions in memory, or plain code. */
type Part = { readonly kernels: number; readonly count: number; readonly threads: number; readonly choice: ThreadChoice } | HostStep

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
  /** What is being recorded; null outside a recording. */
  private steps: Step[] | null = null
  /** The block through which threads find each other. */
  readonly control: number
  /** Threads that share a program, this one included. */
  threads = 1
  /** How many of them may work now. */
  limit = Infinity
  private readonly scratch: number
  private readonly single: number
  private readonly memory: KernelMemory
  private readonly kernels: KernelExports
  private readonly now: (() => number) | undefined

  /** With a clock in milliseconds, fewer threads are taken where they are faster. */
  constructor(memory: KernelMemory, kernels: KernelExports, now?: () => number) {
    this.memory = memory
    this.kernels = kernels
    this.now = now
    this.scratch = memory.allocate(kernels.scratchBytes())
    this.single = memory.allocate(INSTRUCTION_WORDS * 4)
    this.control = memory.allocate(CONTROL_BYTES)
  }

  emit(opcode: Opcode, ...operands: Operand[]): void {
    if (this.steps !== null) {
      const previous = this.steps.at(-1)
      const fused = previous === undefined || 'compute' in previous ? null : fuse(previous, { opcode, operands })
      if (fused !== null) this.steps[this.steps.length - 1] = fused
      else this.steps.push({ opcode, operands })
      return
    }
    this.write(this.single, opcode, operands)
    this.kernels.run(this.single, 1, this.scratch, this.control, 1)
  }

  emitHost(compute: () => void, tensors: readonly unknown[]): void {
    if (this.steps === null) compute()
    else this.steps.push({ compute, tensors })
  }

  /** Builds twice: to see which blocks are needed when, then with places that blocks share whose times do not meet. */
  record<T>(build: () => T): { result: T; run: () => void } {
    if (this.steps !== null) throw new Error('A recording cannot be made inside another')
    const foreseen = this.memory.foresee(() => this.noteSteps(build))
    const blocks = blockLifetimes(foreseen.sizes, foreseen.result.steps, foreseen.result.result)
    const { result, steps } = this.memory.place(blocks, () => this.noteSteps(build))
    if (steps.length !== foreseen.result.steps.length) throw changedProgram()
    return { result, run: this.link(steps) }
  }

  private noteSteps<T>(build: () => T): { result: T; steps: readonly Step[] } {
    const steps: Step[] = []
    this.steps = steps
    try {
      return { result: build(), steps }
    } finally {
      this.steps = null
    }
  }

  /** Writes the instructions to memory; a program is then one call, or one per stretch between host computations. */
  private link(steps: readonly Step[]): () => void {
    const parts = stretches(steps).map((stretch): Part => {
      if ('compute' in stretch) return stretch
      const address = this.memory.allocatePermanently(stretch.length * INSTRUCTION_WORDS * 4)
      stretch.forEach(({ opcode, operands }, index) => this.write(address + index * INSTRUCTION_WORDS * 4, opcode, operands))
      return { kernels: address, count: stretch.length, threads: workOf(stretch) < WORTH_SHARING * stretch.length ? 1 : this.threads, choice: new ThreadChoice() }
    })
    return () => {
      for (const part of parts) {
        if ('compute' in part) part.compute()
        else this.runPart(part)
      }
    }
  }

  private runPart({ kernels, count, threads, choice }: Exclude<Part, HostStep>): void {
    const most = Math.min(threads, this.limit)
    if (most === 1 || this.now === undefined) {
      this.kernels.run(kernels, count, this.scratch, this.control, most)
      return
    }
    const taken = choice.next(most)
    const start = this.now()
    this.kernels.run(kernels, count, this.scratch, this.control, taken)
    choice.took(this.now() - start)
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

/** Neighbouring instructions together, plain code apart. */
function stretches(steps: readonly Step[]): readonly (readonly Instruction[] | HostStep)[] {
  const found: (Instruction[] | HostStep)[] = []
  for (const step of steps) {
    const last = found.at(-1)
    if ('compute' in step) found.push(step)
    else if (last !== undefined && !('compute' in last)) last.push(step)
    else found.push([step])
  }
  return found
}
