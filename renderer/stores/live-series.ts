const FIRST_CAPACITY = 256

/** A curve that grows while a run reports. Steps ascend; a step that comes again (after a resume) cuts what stood from there on. */
export class LiveSeries {
  #steps = new Float64Array(FIRST_CAPACITY)
  #epochs = new Float64Array(FIRST_CAPACITY)
  #values = new Float64Array(FIRST_CAPACITY)
  #length = 0

  get length(): number {
    return this.#length
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
    while (this.#length > 0 && (this.#steps[this.#length - 1] ?? 0) >= step) this.#length--
    if (this.#length === this.#steps.length) this.#grow()
    this.#steps[this.#length] = step
    this.#epochs[this.#length] = epoch
    this.#values[this.#length] = value
    this.#length++
  }

  #grow(): void {
    const grown = (old: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(old.length * 2)
      next.set(old)
      return next
    }
    this.#steps = grown(this.#steps)
    this.#epochs = grown(this.#epochs)
    this.#values = grown(this.#values)
  }
}
