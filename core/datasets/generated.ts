import { createRandom, type Random } from '../math/random.ts'
import { sizeOf, type Shape } from '../math/shape.ts'
import { float, int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import type { Dataset } from './dataset.ts'
import type { DatasetDescription } from './definition.ts'

/** How many samples a generator makes. */
export const samplesOf = <const N extends number>(initial: N) =>
  int({
    default: initial, min: 2, max: 1_000_000, scale: 'log',
    label: text('Samples', 'Muestras'),
    doc: text('How many samples are made, shared equally among the classes.', 'Cuántas muestras se crean, repartidas por igual entre las clases.'),
  })

/** Gaussian noise on every coordinate. */
export const noiseOf = <const N extends number>(initial: N) =>
  float({
    default: initial, min: 0,
    label: text('Noise', 'Ruido'),
    doc: text('Standard deviation of the Gaussian noise added to every coordinate.', 'Desviación típica del ruido gaussiano que se suma a cada coordenada.'),
  })

/** A generated data set of classes, without its samples. */
export interface GeneratedClasses {
  readonly name: string
  readonly samples: number
  readonly inputShape: Shape
  readonly featureNames: readonly string[] | null
  readonly targetName: string
  readonly classes: readonly string[]
}

/** What `classesDataset` will make. */
export const describeClasses = ({ name, samples, inputShape, targetName, classes }: GeneratedClasses): DatasetDescription =>
  ({ name, sampleCount: samples, inputShape, task: 'classification', classes, targetNames: [targetName], givenCounts: null })

/** Samples whose classes take turns; `write` makes the `turn`-th one of a class in place. */
export function classesDataset(made: GeneratedClasses, seed: number, write: (label: number, turn: number, random: Random, sample: Float32Array) => void): Dataset {
  const { classes } = made
  return labelledDataset(made, seed, (i, random, sample) => {
    const label = i % classes.length
    write(label, Math.floor(i / classes.length), random, sample)
    return label
  })
}

/** Samples in the order of `write`, which makes one in place and returns its label. */
export function labelledDataset({ name, samples, inputShape, featureNames, targetName, classes }: GeneratedClasses, seed: number, write: (index: number, random: Random, sample: Float32Array) => number): Dataset {
  const random = createRandom(seed, `generate/${name}`)
  const size = sizeOf(inputShape)
  const inputs = new Float32Array(samples * size)
  const labels = new Int32Array(samples)
  for (let i = 0; i < samples; i++) labels[i] = write(i, random, inputs.subarray(i * size, (i + 1) * size))
  return { name, sampleCount: samples, inputShape, inputs, inputScale: 1, featureNames, targets: { kind: 'classes', name: targetName, classes, labels }, givenParts: null }
}

/** A generated data set of values, without its samples. */
export interface GeneratedValues {
  readonly name: string
  readonly samples: number
  readonly inputShape: Shape
  readonly featureNames: readonly string[] | null
  readonly targetNames: readonly string[]
}

/** What `valuesDataset` will make. */
export const describeValues = ({ name, samples, inputShape, targetNames }: GeneratedValues): DatasetDescription =>
  ({ name, sampleCount: samples, inputShape, task: 'regression', classes: null, targetNames, givenCounts: null })

/** Samples with values to predict; `prepare` draws what they have in common and returns what writes each in place. */
export function valuesDataset(
  { name, samples, inputShape, featureNames, targetNames }: GeneratedValues, seed: number,
  prepare: (random: Random) => (sample: Float32Array, values: Float32Array) => void,
): Dataset {
  const write = prepare(createRandom(seed, `generate/${name}`))
  const size = sizeOf(inputShape)
  const width = targetNames.length
  const inputs = new Float32Array(samples * size)
  const values = new Float32Array(samples * width)
  for (let i = 0; i < samples; i++) write(inputs.subarray(i * size, (i + 1) * size), values.subarray(i * width, (i + 1) * width))
  return { name, sampleCount: samples, inputShape, inputs, inputScale: 1, featureNames, targets: { kind: 'values', names: targetNames, values }, givenParts: null }
}

/** `x1`, `x2`, … */
export const numbered = (letter: string, count: number): readonly string[] => Array.from({ length: count }, (_, i) => `${letter}${i + 1}`)

/** Classes of points in the plane. */
export type PlanarClasses = Pick<GeneratedClasses, 'name' | 'samples' | 'classes'>

const planar = (classes: PlanarClasses): GeneratedClasses => ({ ...classes, inputShape: [2], featureNames: ['x', 'y'], targetName: 'class' })

/** What `planarDataset` will make. */
export const describePlanar = (classes: PlanarClasses): DatasetDescription => describeClasses(planar(classes))

/** Points in the plane, the classes taking turns; `place` puts the `turn`-th point of a class. */
export const planarDataset = (classes: PlanarClasses, seed: number, place: (label: number, turn: number, random: Random) => readonly [number, number]): Dataset =>
  classesDataset(planar(classes), seed, (label, turn, random, sample) => sample.set(place(label, turn, random)))

/** Two coordinates of Gaussian noise. */
export const jitter = (random: Random, deviation: number): readonly [number, number] => [deviation * random.normal(), deviation * random.normal()]
