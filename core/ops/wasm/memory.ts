import { placeBlocks, type Block } from './place-blocks.ts'
import { foreseenAddress, ForeseenArray } from './foreseen-array.ts'

/** WebAssembly's unit of memory, and the most of them that 32-bit addresses reach (4 GB). */
const PAGE_BYTES = 65_536
const MAXIMUM_PAGES = 65_536
/** Every block starts on a cache line, which also pads it to whole vectors. */
const LINE_BYTES = 64
/** Kernels may read one vector past a block's end. */
const SLACK_BYTES = 64
/** Static data of the module lie at the bottom. */
const FIRST_FREE = 65_536

interface Segment { readonly start: number; readonly bytes: number }

/** What blocks are taken from: the heap; nothing yet, while a program is looked through for what it needs; or the places found for them. */
type Source =
  | { readonly kind: 'heap' }
  | { readonly kind: 'foreseen'; readonly sizes: number[] }
  | { readonly kind: 'placed'; readonly blocks: readonly Block[]; readonly addresses: readonly number[]; taken: number }

const HEAP: Source = { kind: 'heap' }

const lines = (bytes: number): number => Math.ceil(bytes / LINE_BYTES) * LINE_BYTES

/**
 * The memory of one engine. Blocks that live as long as the engine come from the heap. What a program creates comes from
 * segments that all programs share, because only one program runs at a time; within it blocks that are not needed at the same
 * time share their place.
 */
export class KernelMemory {
  readonly memory = new WebAssembly.Memory({ initial: 2, maximum: MAXIMUM_PAGES, shared: true })
  private end = FIRST_FREE
  private readonly segments: Segment[] = []
  private source: Source = HEAP

  /** Bytes in use, of the heap and of programs. */
  get usedBytes(): number { return this.end }

  /** Runs `build` with blocks that stand for those to come, and returns their sizes in the order in which it took them. */
  foresee<T>(build: () => T): { readonly result: T; readonly sizes: readonly number[] } {
    const sizes: number[] = []
    return { result: this.takingFrom({ kind: 'foreseen', sizes }, build), sizes }
  }

  /** Runs `build` once more, which takes the same blocks again: now they have places, found by when they are needed. */
  place<T>(blocks: readonly Block[], build: () => T): T {
    const { places, extraBytes } = placeBlocks(blocks, this.segments.map(({ bytes }) => bytes))
    if (extraBytes > 0) this.segments.push({ start: this.take(extraBytes), bytes: extraBytes })
    const addresses = places.map(({ segment, offset }) => (this.segments[segment]?.start ?? FIRST_FREE) + offset)
    const source: Source = { kind: 'placed', blocks, addresses, taken: 0 }
    const result = this.takingFrom(source, build)
    if (source.taken !== blocks.length) throw changedProgram()
    return result
  }

  /** The address of a block; zeroed when it comes from the heap, with anything in it when it belongs to a program. */
  allocate(bytes: number): number {
    const size = lines(bytes) + SLACK_BYTES
    const { source } = this
    if (source.kind === 'heap') return this.take(size)
    if (source.kind === 'foreseen') return foreseenAddress(source.sizes.push(size) - 1)
    const index = source.taken++
    if (source.blocks[index]?.bytes !== size) throw changedProgram()
    return source.addresses[index]
  }

  /** The address of a block that outlives programs. */
  allocatePermanently(bytes: number): number {
    return this.take(lines(bytes) + SLACK_BYTES)
  }

  /** The address of whole numbers that kernels read. */
  writeWords(words: readonly number[]): number {
    // Of a program that is only looked through nothing is kept.
    if (this.source.kind === 'foreseen') return 0
    const address = this.allocatePermanently(4 * words.length)
    new Int32Array(this.memory.buffer, address, words.length).set(words)
    return address
  }

  /** Returns a function that frees every block taken since. */
  mark(): () => void {
    const end = this.end
    const segments = this.segments.length
    return () => {
      // Blocks are handed out zeroed.
      new Uint8Array(this.memory.buffer, end, this.end - end).fill(0)
      this.end = end
      this.segments.length = segments
    }
  }

  // The block is taken first: that may grow the memory, and an older buffer does not reach it.
  createFloats(length: number): Float32Array {
    const address = this.allocate(4 * length)
    return this.source.kind === 'foreseen' ? ForeseenArray.floats(address, length) : new Float32Array(this.memory.buffer, address, length)
  }

  createIntegers(length: number): Int32Array {
    const address = this.allocate(4 * length)
    return this.source.kind === 'foreseen' ? ForeseenArray.integers(address, length) : new Int32Array(this.memory.buffer, address, length)
  }

  private takingFrom<T>(source: Source, build: () => T): T {
    this.source = source
    try {
      return build()
    } finally {
      this.source = HEAP
    }
  }

  private take(bytes: number): number {
    const address = this.end
    const needed = Math.ceil((address + bytes) / PAGE_BYTES)
    const present = this.memory.buffer.byteLength / PAGE_BYTES
    if (needed > MAXIMUM_PAGES) throw new OutOfMemoryError(address + bytes)
    if (needed > present) this.memory.grow(needed - present)
    this.end = address + bytes
    return address
  }
}

export const changedProgram = (): Error => new Error('A program must do the same, with the same tensors, whenever it is recorded')

/** The network, its data and its batches do not fit into 4 GB. */
export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError'
  constructor(bytes: number) {
    super(`The network and its data need ${(bytes / 2 ** 30).toFixed(1)} GB and a run can use 4 GB: use fewer samples, a smaller batch or a smaller network`)
  }
}
