import type { PreparedBatch } from '../index.ts'

/** What decides how large a slot is. */
export interface BatchLayout {
  readonly batchSize: number
  /** Numbers per sample that the network reads. */
  readonly width: number
  /** Targets per sample: one label, or values. */
  readonly classes: boolean
  readonly targetCount: number
  readonly mixing: boolean
}

/** Enough to even out batches that take longer; more would only cost memory. */
const SLOTS = 4

const PRODUCED = 0
const CONSUMED = 1
const STOPPED = 2
const CONTROL_BYTES = 64

const numbersPerTarget = ({ classes, targetCount }: BatchLayout): number => (classes ? 1 : targetCount)
const numbersPerSlot = (layout: BatchLayout): number => layout.batchSize * (layout.width + numbersPerTarget(layout) + (layout.mixing ? numbersPerTarget(layout) + 1 : 0))

export const createRingMemory = (layout: BatchLayout): SharedArrayBuffer => new SharedArrayBuffer(CONTROL_BYTES + 4 * SLOTS * numbersPerSlot(layout))

/**
 * Batches on their way from the thread that prepares them to the one that trains, in shared memory: one writes, the other reads, and each
 * waits for the other without using the processor.
 */
export class BatchRing {
  private readonly control: Int32Array
  private readonly memory: SharedArrayBuffer
  private readonly layout: BatchLayout

  constructor(memory: SharedArrayBuffer, layout: BatchLayout) {
    this.memory = memory
    this.layout = layout
    this.control = new Int32Array(memory, 0, CONTROL_BYTES / 4)
  }

  /** The writer's: waits for room; false when no more is wanted. */
  write(batch: PreparedBatch): boolean {
    const produced = Atomics.load(this.control, PRODUCED)
    for (let consumed = this.load(CONSUMED); produced - consumed >= SLOTS && this.load(STOPPED) === 0; consumed = this.load(CONSUMED)) Atomics.wait(this.control, CONSUMED, consumed, 1000)
    if (this.load(STOPPED) !== 0) return false
    const slot = this.slot(produced, batch.sampleCount)
    slot.inputs.set(batch.inputs)
    slot.labels.set(batch.labels)
    slot.values.set(batch.values)
    if (slot.partners !== null && batch.partners !== null) {
      slot.partners.labels.set(batch.partners.labels)
      slot.partners.values.set(batch.partners.values)
      slot.partners.shares.set(batch.partners.shares)
    }
    this.advance(PRODUCED)
    return true
  }

  /** The reader's: the oldest batch, of as many samples; null when none came in time. It stays until `release`. */
  read(sampleCount: number, timeoutMs: number): PreparedBatch | null {
    const consumed = this.load(CONSUMED)
    if (this.load(PRODUCED) === consumed) Atomics.wait(this.control, PRODUCED, consumed, timeoutMs)
    return this.load(PRODUCED) === consumed ? null : this.slot(consumed, sampleCount)
  }

  release(): void {
    this.advance(CONSUMED)
  }

  stop(): void {
    Atomics.store(this.control, STOPPED, 1)
    Atomics.notify(this.control, CONSUMED)
  }

  private load(word: number): number {
    return Atomics.load(this.control, word)
  }

  private advance(word: number): void {
    Atomics.add(this.control, word, 1)
    Atomics.notify(this.control, word)
  }

  private slot(index: number, sampleCount: number): PreparedBatch {
    const { width, classes, targetCount, mixing } = this.layout
    let offset = CONTROL_BYTES + 4 * (index % SLOTS) * numbersPerSlot(this.layout)
    const take = (length: number): number => {
      const start = offset
      offset += 4 * length
      return start
    }
    const floats = (length: number): Float32Array => new Float32Array(this.memory, take(length), length)
    const targets = (): { labels: Int32Array; values: Float32Array } => ({
      labels: classes ? new Int32Array(this.memory, take(sampleCount), sampleCount) : new Int32Array(0),
      values: classes ? new Float32Array(0) : floats(sampleCount * targetCount),
    })
    return { sampleCount, inputs: floats(sampleCount * width), ...targets(), partners: mixing ? { ...targets(), shares: floats(sampleCount) } : null }
  }
}
