import { createRandom } from '../math/random.ts'
import { text } from '../schema/text.ts'
import { apportion } from './apportion.ts'
import { defineSplit } from './definition.ts'
import { allCounts, ascending, checkFractions, givenIndices, shareOut, strataOf, stratified, testShare, validationShare } from './shares.ts'

export const fraction = defineSplit({
  label: text('By fractions', 'Por fracciones'),
  doc: text(
    'Draws the validation and test parts at random from the samples; a part that the source fixes stays as it is and its fraction is not used.',
    'Sortea las partes de validación y prueba entre las muestras; una parte que la fuente fija se queda como está y su fracción no se usa.',
  ),
  hyperparameters: { validation: validationShare, test: testShare, stratified },
  check: checkFractions,
  count: allCounts,
  split(hyperparameters, dataset, seed) {
    const { validation, test, rest } = givenIndices(dataset)
    const counts = shareOut(hyperparameters, rest.length, validation.length > 0, test.length > 0)
    const strata = strataOf(dataset, rest, hyperparameters.stratified)
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
