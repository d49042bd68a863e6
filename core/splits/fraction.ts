import type { Dataset } from '../datasets/dataset.ts'
import type { DatasetDescription } from '../datasets/definition.ts'
import { createRandom } from '../math/random.ts'
import { flag, float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { apportion } from './apportion.ts'
import { defineSplit, type PartCounts } from './definition.ts'

const GIVEN_VALIDATION = 1
const GIVEN_TEST = 2

export const fraction = defineSplit({
  label: text('By fractions', 'Por fracciones'),
  doc: text(
    'Draws the validation and test parts at random from the samples; a part that the source fixes stays as it is and its fraction is not used.',
    'Sortea las partes de validación y prueba entre las muestras; una parte que la fuente fija se queda como está y su fracción no se usa.',
  ),
  hyperparameters: {
    validation: float({
      default: 0.1, min: 0, below: 1,
      label: text('Validation', 'Validación'),
      doc: text('Fraction of the samples to choose by.', 'Fracción de las muestras para elegir.'),
    }),
    test: float({
      default: 0.1, min: 0, below: 1,
      label: text('Test', 'Prueba'),
      doc: text('Fraction of the samples to report on; not used when the source fixes a test part.', 'Fracción de las muestras para informar; no se usa cuando la fuente fija una parte de prueba.'),
    }),
    stratified: flag({
      default: true,
      label: text('Stratified', 'Estratificada'),
      doc: text('Every part keeps the proportions of the classes.', 'Cada parte conserva las proporciones de las clases.'),
    }),
  },
  check(hyperparameters, dataset, path) {
    if (sharedCounts(hyperparameters, dataset).train > 0) return []
    const { validation, test } = hyperparameters
    return [
      {
        path,
        expected: text('fractions that leave samples to learn from', 'fracciones que dejen muestras para aprender'),
        received: `validation ${validation} and test ${test} of ${sharedTotal(dataset)} samples`,
        fix: text('lower one of the fractions', 'reduzca una de las fracciones'),
      },
    ]
  },
  count(hyperparameters, dataset) {
    const shared = sharedCounts(hyperparameters, dataset)
    const given = dataset.givenCounts
    return { train: shared.train, validation: shared.validation + (given?.validation ?? 0), test: shared.test + (given?.test ?? 0) }
  },
  split(hyperparameters, dataset, seed) {
    const { validation, test, rest } = givenIndices(dataset)
    const counts = shareOut(hyperparameters, rest.length, validation.length > 0, test.length > 0)
    const strata = hyperparameters.stratified && dataset.targets.kind === 'classes' ? byClass(rest, dataset.targets.labels, dataset.targets.classes.length) : [rest]
    const sizes = strata.map((stratum) => stratum.length)
    const validationSizes = apportion(counts.validation, sizes, sizes)
    const testSizes = apportion(counts.test, sizes, sizes.map((size, i) => size - validationSizes[i]))
    const random = createRandom(seed, 'split')
    const train: number[] = []
    strata.forEach((stratum, i) => {
      random.shuffle(stratum)
      const testFrom = validationSizes[i]
      const trainFrom = testFrom + testSizes[i]
      for (let k = 0; k < stratum.length; k++) (k < testFrom ? validation : k < trainFrom ? test : train).push(stratum[k])
    })
    return { train: ascending(train), validation: ascending(validation), test: ascending(test) }
  },
})

interface Fractions { readonly validation: number; readonly test: number }

const sharedTotal = ({ sampleCount, givenCounts }: DatasetDescription): number => givenCounts?.train ?? sampleCount

const sharedCounts = (fractions: Fractions, dataset: DatasetDescription): PartCounts =>
  shareOut(fractions, sharedTotal(dataset), (dataset.givenCounts?.validation ?? 0) > 0, (dataset.givenCounts?.test ?? 0) > 0)

/** The sizes of the parts of `total` samples. Fractions that leave nothing to learn from give `train` 0. */
function shareOut(fractions: Fractions, total: number, validationGiven: boolean, testGiven: boolean): PartCounts {
  const validation = validationGiven ? 0 : Math.min(total, Math.round(fractions.validation * total))
  const test = testGiven ? 0 : Math.min(total - validation, Math.round(fractions.test * total))
  return { train: total - validation - test, validation, test }
}

function givenIndices({ givenParts, sampleCount }: Dataset): { validation: number[]; test: number[]; rest: number[] } {
  const validation: number[] = []
  const test: number[] = []
  const rest: number[] = []
  for (let i = 0; i < sampleCount; i++) {
    const part = givenParts === null ? 0 : givenParts[i]
    if (part === GIVEN_VALIDATION) validation.push(i)
    else if (part === GIVEN_TEST) test.push(i)
    else rest.push(i)
  }
  return { validation, test, rest }
}

function byClass(indices: readonly number[], labels: Int32Array, classCount: number): number[][] {
  const strata = Array.from({ length: classCount }, (): number[] => [])
  for (const index of indices) strata[labels[index]].push(index)
  return strata
}

const ascending = (indices: readonly number[]): Int32Array => Int32Array.from(indices).sort()
