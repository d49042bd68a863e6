import { createRandom, type Random } from '../math/random.ts'
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

/** Classes of points in the plane. */
export interface PlanarClasses {
  readonly name: string
  readonly samples: number
  readonly classes: readonly string[]
}

/** What `planarDataset` will make. */
export const describePlanar = ({ name, samples, classes }: PlanarClasses): DatasetDescription => ({
  name,
  sampleCount: samples,
  inputShape: [2],
  task: 'classification',
  classes,
  targetNames: ['class'],
  givenCounts: null,
})

/** Points in the plane, the classes taking turns; `place` puts the `turn`-th point of a class. */
export function planarDataset({ name, samples, classes }: PlanarClasses, seed: number, place: (label: number, turn: number, random: Random) => readonly [number, number]): Dataset {
  const random = createRandom(seed, `generate/${name}`)
  const inputs = new Float32Array(samples * 2)
  const labels = new Int32Array(samples)
  for (let i = 0; i < samples; i++) {
    labels[i] = i % classes.length
    inputs.set(place(labels[i], Math.floor(i / classes.length), random), 2 * i)
  }
  return { name, sampleCount: samples, inputShape: [2], inputs, inputScale: 1, featureNames: ['x', 'y'], targets: { kind: 'classes', name: 'class', classes, labels }, givenParts: null }
}

/** Two coordinates of Gaussian noise. */
export const jitter = (random: Random, deviation: number): readonly [number, number] => [deviation * random.normal(), deviation * random.normal()]
