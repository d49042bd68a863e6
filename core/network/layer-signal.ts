import { activations } from '../activations/registry.ts'
import type { ActivationDefinition } from '../activations/definition.ts'
import type { Shape } from '../math/shape.ts'
import { sizeOf } from '../math/shape.ts'
import type { Resolved } from '../schema/registry.ts'

/** What a layer makes of a batch of samples, in numbers. */
export interface LayerSignal {
  readonly mean: number
  readonly deviation: number
  readonly minimum: number
  readonly maximum: number
  /** How much an output changes from sample to sample: the root of its variance, averaged over all outputs. 0 means that all samples look alike. */
  readonly variation: number
  /** The part of the numbers that is exactly 0. */
  readonly zeroShare: number
  /** The part that lies within 2 % of an asymptote of the layer's activation; null where that has none on either side. */
  readonly saturatedShare: number | null
  /** Units (channels of images, features of sequences), and how many of them give 0 for every sample. */
  readonly units: number
  readonly deadUnits: number
  readonly finite: boolean
}

/** Values over bins of one width. */
export interface Distribution {
  readonly edges: Float64Array
  readonly counts: Float64Array
}

/** The lowest and the highest value of an activation; null where one of them has no bound, or where it jumps from one to the other. */
export interface ValueRange { readonly low: number; readonly high: number }

const BINS = 40
/** Within this part of the range from its ends the slope of a logistic unit is below a tenth of its greatest. */
const SATURATED = 0.02
const FAR = 1e4
const NEAR = 1e-3

/** Between which values an activation is held, judged by its ends. */
export function valueRangeOf({ definition, hyperparameters }: Resolved<ActivationDefinition>): ValueRange | null {
  const [low, high, farther, fartherHigh, nearLow, nearHigh] = [-FAR, FAR, -100 * FAR, 100 * FAR, -NEAR, NEAR].map((z) => definition.value(z, hyperparameters))
  if (low == null || high == null || farther == null || fartherHigh == null || nearLow == null || nearHigh == null) return null
  const isBounded = Math.abs(farther - low) < 0.01 * Math.abs(high - low) && Math.abs(fartherHigh - high) < 0.01 * Math.abs(high - low)
  const isJump = nearLow === low && nearHigh === high
  return isBounded && high > low && !isJump ? { low, high } : null
}

/** The activation of a layer, be it an option or the layer itself; null where it has none. */
export function resolvedActivation(hyperparameters: unknown): Resolved<ActivationDefinition> | null {
  const { activation, function: own } = hyperparameters as Readonly<Record<string, Resolved<ActivationDefinition> | undefined>>
  const found = activation ?? own
  return found !== undefined && activations.has(found.kind) ? found : null
}

/** How many units a shape has, and which one a position in a sample belongs to: channels come first, features of a sequence last. */
export function unitsOf(shape: Shape): { readonly count: number; unitAt(position: number): number } {
  if (shape.length <= 1) return { count: sizeOf(shape), unitAt: (position) => position }
  if (shape.length === 2) return { count: shape[1], unitAt: (position) => position % shape[1] }
  const area = sizeOf(shape.slice(1))
  return { count: shape[0], unitAt: (position) => Math.floor(position / area) }
}

/** Measures what a layer gives, [rows × size of `shape`]. */
export function measureSignal(values: Float32Array | Float64Array, rows: number, shape: Shape, range: ValueRange | null): LayerSignal {
  const size = sizeOf(shape)
  const { count: units, unitAt } = unitsOf(shape)
  const alive = new Uint8Array(units)
  const sums = new Float64Array(size)
  let zeros = 0
  let saturated = 0
  let minimum = Infinity
  let maximum = -Infinity
  let isFinite = true
  const margin = range === null ? 0 : SATURATED * (range.high - range.low)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < size; i++) {
      const value = values[row * size + i]
      sums[i] += value
      if (value === 0) zeros++
      else alive[unitAt(i)] = 1
      if (range !== null && (value <= range.low + margin || value >= range.high - margin)) saturated++
      if (value < minimum) minimum = value
      if (value > maximum) maximum = value
      if (!Number.isFinite(value)) isFinite = false
    }
  }
  const count = rows * size
  const mean = sums.reduce((sum, value) => sum + value, 0) / count
  let squares = 0
  let within = 0
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < size; i++) {
      const value = values[row * size + i]
      squares += (value - mean) ** 2
      within += (value - sums[i] / rows) ** 2
    }
  }
  return {
    mean, minimum, maximum,
    deviation: Math.sqrt(squares / count),
    variation: Math.sqrt(within / count),
    zeroShare: zeros / count,
    saturatedShare: range === null ? null : saturated / count,
    units,
    deadUnits: units - alive.reduce((sum, is) => sum + is, 0),
    finite: isFinite,
  }
}

/** How values spread, in bins from the smallest to the largest finite one. */
export function distributionOf(values: Float32Array | Float64Array): Distribution {
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) return { edges: Float64Array.of(0, 1), counts: Float64Array.of(0) }
  if (low === high) return { edges: Float64Array.of(low - 0.5, low + 0.5), counts: Float64Array.of(values.length) }
  const counts = new Float64Array(BINS)
  for (const value of values) if (Number.isFinite(value)) counts[Math.min(BINS - 1, Math.floor(((value - low) / (high - low)) * BINS))]++
  return { edges: Float64Array.from({ length: BINS + 1 }, (_, i) => low + ((high - low) * i) / BINS), counts }
}
