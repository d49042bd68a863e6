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

const SEGMENT_BYTES = 4 * 1024 * 1024

const lines = (bytes: number): number => Math.ceil(bytes / LINE_BYTES) * LINE_BYTES

/**
 * The memory of one engine. Blocks that live as long as the engine come from the heap; what a program creates comes from
 * segments that all programs share, because only one program runs at a time.
 */
export class KernelMemory {
  readonly memory = new WebAssembly.Memory({ initial: 2, maximum: MAXIMUM_PAGES, shared: true })
  private end = FIRST_FREE
  private readonly segments: Segment[] = []
  private recording: { segment: number; offset: number } | null = null

  /** From here on blocks belong to a program; returns the function that ends that. */
  beginProgram(): () => void {
    this.recording = { segment: 0, offset: 0 }
    return () => { this.recording = null }
  }

  /** The address of a zeroed block. */
  allocate(bytes: number): number {
    const size = lines(bytes) + SLACK_BYTES
    return this.recording === null ? this.take(size) : this.allocateInSegments(size, this.recording)
  }

  /** The address of a block that outlives programs, also while one is recorded. */
  allocatePermanently(bytes: number): number {
    return this.take(lines(bytes) + SLACK_BYTES)
  }

  // The block is taken first: that may grow the memory, and an older buffer does not reach it.
  createFloats(length: number): Float32Array {
    const address = this.allocate(4 * length)
    return new Float32Array(this.memory.buffer, address, length)
  }

  createIntegers(length: number): Int32Array {
    const address = this.allocate(4 * length)
    return new Int32Array(this.memory.buffer, address, length)
  }

  private allocateInSegments(size: number, position: { segment: number; offset: number }): number {
    for (; position.segment < this.segments.length; position.segment++, position.offset = 0) {
      const segment = this.segments[position.segment]
      if (position.offset + size > segment.bytes) continue
      const address = segment.start + position.offset
      position.offset += size
      return address
    }
    const bytes = Math.max(size, SEGMENT_BYTES)
    this.segments.push({ start: this.take(bytes), bytes })
    return this.allocateInSegments(size, position)
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

/** The network, its data and its batches do not fit into 4 GB. */
export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError'
  constructor(bytes: number) {
    super(`The network and its data need ${(bytes / 2 ** 30).toFixed(1)} GB and a run can use 4 GB: use fewer samples, a smaller batch or a smaller network`)
  }
}
