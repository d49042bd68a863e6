import type { Dataset } from '../datasets/dataset.ts'
import type { DatasetDescription } from '../datasets/definition.ts'
import { flag, float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import type { PartCounts } from './definition.ts'

const GIVEN_VALIDATION = 1
const GIVEN_TEST = 2

export const validationShare = float({
  default: 0.1, min: 0, below: 1,
  label: text('Validation', 'Validación'),
  doc: text('Fraction of the samples to choose by.', 'Fracción de las muestras para elegir.'),
})

export const testShare = float({
  default: 0.1, min: 0, below: 1,
  label: text('Test', 'Prueba'),
  doc: text('Fraction of the samples to report on; not used when the source fixes a test part.', 'Fracción de las muestras para informar; no se usa cuando la fuente fija una parte de prueba.'),
})

export const stratified = flag({
  default: true,
  label: text('Stratified', 'Estratificada'),
  doc: text('Every part keeps the proportions of the classes.', 'Cada parte conserva las proporciones de las clases.'),
})

/** The shares of the parts that are drawn; the rest is to learn from. */
export interface Fractions { readonly validation: number; readonly test: number }

/** How many samples the source leaves to be shared out. */
export const sharedTotal = ({ sampleCount, givenCounts }: DatasetDescription): number => givenCounts?.train ?? sampleCount

/** The sizes of what is shared out. */
export const sharedCounts = (fractions: Fractions, dataset: DatasetDescription): PartCounts =>
  shareOut(fractions, sharedTotal(dataset), (dataset.givenCounts?.validation ?? 0) > 0, (dataset.givenCounts?.test ?? 0) > 0)

/** The sizes of all parts, those that the source fixes included. */
export function allCounts(fractions: Fractions, dataset: DatasetDescription): PartCounts {
  const shared = sharedCounts(fractions, dataset)
  const given = dataset.givenCounts
  return { train: shared.train, validation: shared.validation + (given?.validation ?? 0), test: shared.test + (given?.test ?? 0) }
}

/** The sizes of the parts of `total` samples. Fractions that leave nothing to learn from give `train` 0. */
export function shareOut(fractions: Fractions, total: number, validationGiven: boolean, testGiven: boolean): PartCounts {
  const validation = validationGiven ? 0 : Math.min(total, Math.round(fractions.validation * total))
  const test = testGiven ? 0 : Math.min(total - validation, Math.round(fractions.test * total))
  return { train: total - validation - test, validation, test }
}

/** What is wrong with fractions that leave nothing to learn from. */
export function checkFractions(fractions: Fractions, dataset: DatasetDescription, path: string) {
  if (sharedCounts(fractions, dataset).train > 0) return []
  const { validation, test } = fractions
  return [
    {
      path,
      expected: text('fractions that leave samples to learn from', 'fracciones que dejen muestras para aprender'),
      received: `validation ${validation} and test ${test} of ${sharedTotal(dataset)} samples`,
      fix: text('lower one of the fractions', 'reduzca una de las fracciones'),
    },
  ]
}

/** The samples whose part the source fixes, and those that are left. */
export function givenIndices({ givenParts, sampleCount }: Dataset): { validation: number[]; test: number[]; rest: number[] } {
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

/** The indices of each class; all of them together where nothing is to be kept in proportion. */
export function strataOf({ targets }: Dataset, indices: readonly number[], wanted: boolean): number[][] {
  if (!wanted || targets.kind !== 'classes') return [[...indices]]
  const strata = targets.classes.map((): number[] => [])
  for (const index of indices) strata[targets.labels[index]].push(index)
  return strata
}

export const ascending = (indices: readonly number[]): Int32Array => Int32Array.from(indices).sort()
