import { extremes } from '../math/moments.ts'
import { sizeOf } from '../math/shape.ts'
import type { TrainedNetwork } from './trained-network.ts'

/** From the least to the greatest value of a feature that is looked at. */
export interface FeatureRange { readonly from: number; readonly to: number }

/** What a network says all over a plane of two features, or along one. */
export interface DecisionMap {
  readonly x: FeatureRange
  /** Null for a single feature. */
  readonly y: FeatureRange | null
  readonly columns: number
  /** 1 for a single feature. */
  readonly rows: number
  /** rows × columns × outputs, the greatest second feature first: class probabilities, or values. */
  readonly outputs: Float32Array
  /** What the units of a layer give at the same places, unit after unit; null unless a layer was named. */
  readonly units: { readonly layer: string; readonly count: number; readonly values: Float32Array } | null
}

/** Beyond the samples by this part of their range. */
const MARGIN = 0.15
/** More units are not drawn. */
const MOST_UNITS = 64

/** The range of each feature over samples [n × features], a little wider. */
export function featureRanges(inputs: ArrayLike<number>, features: number): readonly FeatureRange[] {
  const { minimum, maximum } = extremes(inputs, features)
  return Array.from(minimum, (least, feature) => {
    const margin = MARGIN * (maximum[feature] - least || 1)
    return { from: least - margin, to: maximum[feature] + margin }
  })
}

/** The places of a map, row by row: rows × columns × features. Cells are looked at in their middle. */
export function mapPlaces([x, y]: readonly FeatureRange[], columns: number, rows: number): Float32Array {
  const at = ({ from, to }: FeatureRange, share: number): number => from + share * (to - from)
  if (y === undefined) return Float32Array.from({ length: columns }, (_, column) => at(x, (column + 0.5) / columns))
  const places = new Float32Array(2 * rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      places[2 * (row * columns + column)] = at(x, (column + 0.5) / columns)
      places[2 * (row * columns + column) + 1] = at(y, 1 - (row + 0.5) / rows)
    }
  }
  return places
}

/** The mean prediction of networks at preprocessed places, and what units of the first give there. */
export function mapOutputs(networks: readonly TrainedNetwork[], places: Float32Array, count: number, layer: { readonly id: string; readonly shape: readonly number[] } | null): Pick<DecisionMap, 'outputs' | 'units'> {
  const outputs = networks.map((network) => network.predictions(places, count))
  const mean = networks.length === 1 ? outputs[0] : outputs[0].map((_, i) => outputs.reduce((sum, values) => sum + values[i], 0) / networks.length)
  if (layer === null) return { outputs: mean, units: null }
  const size = sizeOf(layer.shape)
  const shown = Math.min(MOST_UNITS, size)
  const given = networks[0].outputsOf(layer.id, places, count)
  const values = new Float32Array(shown * count)
  for (let unit = 0; unit < shown; unit++) for (let place = 0; place < count; place++) values[unit * count + place] = given[place * size + unit]
  return { outputs: mean, units: { layer: layer.id, count: shown, values } }
}
