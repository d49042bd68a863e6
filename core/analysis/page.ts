import type { Uncertainty } from '../trainer/combine-predictions.ts'

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
  /** Null where there is one prediction alone. */
  readonly uncertainty: Uncertainty | null
}

export interface Paging {
  readonly offset: number
  readonly limit: number
}

interface Predicted {
  readonly outputs: Float32Array
  readonly losses: Float32Array
  readonly uncertainty: Uncertainty | null
  readonly part: { readonly indices: Int32Array; readonly sampleCount: number }
}

/** Cuts a page out of all ordered positions. */
export function cutPage(ordered: readonly number[], { outputs, losses, uncertainty, part }: Predicted, { offset, limit }: Paging): PredictedPage {
  const positions = Int32Array.from(ordered.slice(offset, offset + limit))
  const rowsOf = (values: Float32Array): Float32Array => {
    const width = part.sampleCount === 0 ? 0 : values.length / part.sampleCount
    const rows = new Float32Array(positions.length * width)
    positions.forEach((position, i) => rows.set(values.subarray(position * width, (position + 1) * width), i * width))
    return rows
  }
  return {
    total: ordered.length,
    positions,
    indices: positions.map((position) => part.indices[position]),
    outputs: rowsOf(outputs),
    losses: rowsOf(losses),
    uncertainty: uncertainty === null ? null : 'deviation' in uncertainty ? { deviation: rowsOf(uncertainty.deviation) } : { entropy: rowsOf(uncertainty.entropy), mutualInformation: rowsOf(uncertainty.mutualInformation) },
  }
}
