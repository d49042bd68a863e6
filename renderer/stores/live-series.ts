import { extremePlaces } from '../charts/reduce-points.ts'

const FIRST_CAPACITY = 256
/** More values are not held as they are: a window that is open for days would keep gigabytes of what is on disk anyway. */
const MOST = 65_536
/** The newest ones always are. */
const NEWEST = 16_384
/** Of older ones. */
const MOST_OLD = 32_768
/** Old values stand for so many at first, twice as many each time that they become too many. */
const FIRST_STRIDE = 4

/**
 * A curve that grows while a run reports. Steps ascend; a step that comes again (after a resume) cuts what stood from there on. Of a long curve the older
 * values are the least and the greatest of neighbours, so that no spike is lost.
 */
export class LiveSeries {
  #steps = new Float64Array(FIRST_CAPACITY)
  #epochs = new Float64Array(FIRST_CAPACITY)
  #values = new Float64Array(FIRST_CAPACITY)
  #length = 0
  /** So many at the beginning are reduced, and each stands for `#stride` values. */
  #old = 0
  #stride = FIRST_STRIDE
  #recorded = 0
  #first: number | null = null
  #changes = 0

  get length(): number {
    return this.#length
  }

  /** How many values were reported; more than there are once old ones are reduced. */
  get recorded(): number {
    return this.#recorded
  }

  /** The first step that was reported; reduced, the curve may begin later. */
  get firstStep(): number | null {
    return this.#first
  }

  /** Rises with every change. */
  get changes(): number {
    return this.#changes
  }

  /** From this step on every value is there; null while there is none. */
  get exactFrom(): number | null {
    return this.#steps.subarray(0, this.#length)[this.#old] ?? null
  }

  /** Views of the buffers, valid until the next push. */
  get steps(): Float64Array {
    return this.#steps.subarray(0, this.#length)
  }

  get epochs(): Float64Array {
    return this.#epochs.subarray(0, this.#length)
  }

  get values(): Float64Array {
    return this.#values.subarray(0, this.#length)
  }

  push(step: number, epoch: number, value: number): void {
    while (this.#length > 0 && (this.#steps[this.#length - 1] ?? 0) >= step) this.#cutLast()
    if (this.#length === 0) this.#first = step
    if (this.#length === MOST) this.#reduce()
    else if (this.#length === this.#steps.length) this.#grow()
    this.#steps[this.#length] = step
    this.#epochs[this.#length] = epoch
    this.#values[this.#length] = value
    this.#length++
    this.#recorded++
    this.#changes++
  }

  #cutLast(): void {
    this.#length--
    this.#recorded -= this.#length < this.#old ? this.#stride : 1
    this.#old = Math.min(this.#old, this.#length)
  }

  #grow(): void {
    const grown = (old: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(old.length * 2)
      next.set(old)
      return next
    }
    ;[this.#steps, this.#epochs, this.#values] = [grown(this.#steps), grown(this.#epochs), grown(this.#values)]
  }

  /** Reduces what is no longer new to the density of what is old, and all of that by half where it is too much. */
  #reduce(): void {
    const newest = this.#length - NEWEST
    let kept = Array.from({ length: this.#old }, (_, i) => i)
    // Two of each bucket stay.
    for (let from = this.#old; from < newest; from += 2 * this.#stride) kept.push(...extremePlaces((i) => this.#values[i]!, from, Math.min(from + 2 * this.#stride, newest)))
    if (kept.length > MOST_OLD) {
      const old = kept
      kept = []
      for (let from = 0; from < old.length; from += 4) kept.push(...extremePlaces((i) => this.#values[old[i]!]!, from, Math.min(from + 4, old.length)).map((i) => old[i]!))
      this.#stride *= 2
    }
    const take = (source: Float64Array): Float64Array<ArrayBuffer> => {
      const taken = new Float64Array(MOST)
      kept.forEach((place, i) => (taken[i] = source[place]!))
      taken.set(source.subarray(newest, this.#length), kept.length)
      return taken
    }
    // New buffers: views of the old ones may still be drawn.
    ;[this.#steps, this.#epochs, this.#values] = [take(this.#steps), take(this.#epochs), take(this.#values)]
    this.#old = kept.length
    this.#length = kept.length + NEWEST
  }
}
