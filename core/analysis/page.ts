/** A page of the samples that were asked for, in the order that was asked for. */
export interface PredictedPage {
  /** How many samples there are in all. */
  readonly total: number
  /** Positions in the part. */
  readonly positions: Int32Array
  /** Positions in the data set, for `sampleBatch`. */
  readonly indices: Int32Array
  /** positions.length × outputs. */
  readonly outputs: Float32Array
  readonly losses: Float32Array
}

export interface Paging {
  readonly offset: number
  readonly limit: number
}

interface Predicted {
  readonly outputs: Float32Array
  readonly losses: Float32Array
  readonly part: { readonly indices: Int32Array; readonly sampleCount: number }
}

/** Cuts a page out of all ordered positions. */
export function cutPage(ordered: readonly number[], { outputs, losses, part }: Predicted, { offset, limit }: Paging): PredictedPage {
  const positions = Int32Array.from(ordered.slice(offset, offset + limit))
  const width = part.sampleCount === 0 ? 0 : outputs.length / part.sampleCount
  const page = new Float32Array(positions.length * width)
  positions.forEach((position, i) => page.set(outputs.subarray(position * width, (position + 1) * width), i * width))
  return {
    total: ordered.length,
    positions,
    indices: positions.map((position) => part.indices[position]),
    outputs: page,
    losses: Float32Array.from(positions, (position) => losses[position]),
  }
}
