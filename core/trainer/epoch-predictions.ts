import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { PartData } from '../experiment/training-data.ts'
import { errorLevel } from '../math/error-levels.ts'
import { predictedClasses } from '../math/predicted-class.ts'
import { readOutput, selectColumns } from './scores.ts'

/** What each sample of a part is taken for after an epoch, in the part's order. */
export interface EpochPredictions {
  /** Of the training part: as each sample was shown in the epoch. */
  readonly part: 'train' | 'validation'
  /** Of an ensemble of trained networks, from 1; else 1. */
  readonly member: number
  readonly epoch: number
  readonly step: number
  /** A class; of a regression how far off it is, as an error level, in standard deviations of the targets. UNSEEN where it was not shown. */
  readonly predicted: Uint16Array
}

/** A sample that an epoch did not show: some orders repeat samples and leave others out, and members of some ensembles learn from some alone. */
export const UNSEEN = 65_535

/** As many numbers are kept of all epochs; beyond them every tenth epoch is, and of still later ones every hundredth. */
const MOST_NUMBERS = 3e7
const ALL_UNTIL = { least: 10, most: 1000 } as const

/** Whether the predictions of an epoch are kept; decided by the experiment alone. */
export function isKeptEpoch(epoch: number, sampleCount: number): boolean {
  const all = Math.min(ALL_UNTIL.most, Math.max(ALL_UNTIL.least, Math.floor(MOST_NUMBERS / sampleCount)))
  return epoch <= all || (epoch <= 10 * all ? epoch % 10 === 0 : epoch % 100 === 0)
}

/** The standard deviation of each target over samples, 1 for one that never changes: the unit of errors. */
export function targetSpread({ values, sampleCount }: Pick<PartData, 'values' | 'sampleCount'>): Float64Array {
  const width = sampleCount === 0 ? 0 : values.length / sampleCount
  return Float64Array.from({ length: width }, (_, target) => {
    let [mean, squares] = [0, 0]
    for (let row = 0; row < sampleCount; row++) mean += values[row * width + target] / sampleCount
    for (let row = 0; row < sampleCount; row++) squares += (values[row * width + target] - mean) ** 2 / sampleCount
    return Math.sqrt(squares) || 1
  })
}

/** One number per row for raw outputs of the experiment's first output: its class, or its error level (root mean square over the targets). */
export function samplePredictions(experiment: ResolvedExperiment, raw: Float32Array, part: PartData, spread: Float64Array): Uint16Array {
  const outputs = readOutput(experiment, 0, raw, part)
  if (experiment.data.classes !== null) return Uint16Array.from(predictedClasses(outputs, part.sampleCount))
  const { columns } = experiment.outputs[0]
  const values = columns === null ? part.values : selectColumns(part.values, part.sampleCount, columns)
  const units = columns === null ? spread : Float64Array.from(columns, (column) => spread[column])
  const width = units.length
  return Uint16Array.from({ length: part.sampleCount }, (_, row) => {
    let sum = 0
    for (let target = 0; target < width; target++) sum += ((outputs[row * width + target] - values[row * width + target]) / units[target]) ** 2
    return errorLevel(Math.sqrt(sum / width))
  })
}

/** Numbers of rows at the places of their samples; the last of several showings counts. */
export function atPlaces(numbers: Uint16Array, places: Int32Array, sampleCount: number): Uint16Array {
  const placed = new Uint16Array(sampleCount).fill(UNSEEN)
  places.forEach((place, row) => { placed[place] = numbers[row] })
  return placed
}
