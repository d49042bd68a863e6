import { text } from '../schema/text.ts'
import { defineSplit } from './definition.ts'
import { hashSamples } from './hash-sample.ts'
import { allCounts, ascending, checkFractions, givenIndices, testShare, validationShare } from './shares.ts'

export const hash = defineSplit({
  label: text('By hash', 'Por hash'),
  doc: text(
    'The content of a sample (or its group) and the seed decide its part: it stays there when data are added, and copies of it never end up in different parts.',
    'El contenido de una muestra (o su grupo) y la semilla deciden su parte: sigue en ella cuando se añaden datos, y sus copias nunca acaban en partes distintas.',
  ),
  reference: 'Géron (2019), "Hands-On Machine Learning", chapter 2',
  hyperparameters: { validation: validationShare, test: testShare },
  check: checkFractions,
  count: (hyperparameters, dataset) => ({ ...allCounts(hyperparameters, dataset), approximate: true }),
  split(hyperparameters, dataset, seed) {
    const { validation, test, rest } = givenIndices(dataset)
    const testUpTo = test.length > 0 ? 0 : hyperparameters.test
    const validationUpTo = testUpTo + (validation.length > 0 ? 0 : hyperparameters.validation)
    const train: number[] = []
    const numbers = hashSamples(dataset, rest, seed)
    rest.forEach((index, i) => (numbers[i] < testUpTo ? test : numbers[i] < validationUpTo ? validation : train).push(index))
    return { train: ascending(train), validation: ascending(validation), test: ascending(test) }
  },
})
