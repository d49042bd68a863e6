import type { Dataset } from '../datasets/dataset.ts'
import type { DatasetDescription } from '../datasets/definition.ts'
import { createRandom, type Random } from '../math/random.ts'
import { int } from '../schema/hyperparameter.ts'
import type { Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { dealGroups } from './deal-groups.ts'
import { apportion } from './apportion.ts'
import { defineSplit, type PartCounts } from './definition.ts'
import { ascending, givenIndices, shareOut, sharedTotal, strataOf, stratified, testShare } from './shares.ts'

interface Folding { readonly folds: number; readonly fold: number; readonly repeats: number; readonly repeat: number; readonly test: number; readonly stratified: boolean }

export const kFold = defineSplit({
  label: text('Folds', 'Pliegues'),
  doc: text(
    'Shares the samples out to folds of equal size; one is to choose by, the others to learn from. A run per fold uses every sample once for validation. The test part is drawn first and is the same for every fold and repeat. Groups stay whole.',
    'Reparte las muestras en pliegues de igual tamaño; uno sirve para elegir y los demás para aprender. Con un entrenamiento por pliegue, cada muestra valida una vez. La parte de prueba se sortea antes y es la misma en todos los pliegues y repeticiones. Los grupos no se dividen.',
  ),
  reference: 'Stone (1974), "Cross-validatory choice and assessment of statistical predictions"',
  hyperparameters: {
    folds: int({ default: 5, min: 2, max: 1000, label: text('Folds', 'Pliegues'), doc: text('How many there are.', 'Cuántos hay.') }),
    fold: int({ default: 1, min: 1, max: 1000, label: text('Fold', 'Pliegue'), doc: text('The one that is the validation part.', 'El que forma la parte de validación.') }),
    repeats: int({ default: 1, min: 1, max: 1000, label: text('Repeats', 'Repeticiones'), doc: text('How often the samples are shared out anew.', 'Cuántas veces se vuelven a repartir las muestras.') }),
    repeat: int({ default: 1, min: 1, max: 1000, label: text('Repeat', 'Repetición'), doc: text('Which of them this is.', 'Cuál de ellas es esta.') }),
    test: testShare,
    stratified,
  },
  check: checkFolds,
  count(folding, dataset) {
    const counts = foldCounts(folding, dataset)
    return dataset.groupCount === undefined ? counts : { ...counts, approximate: true }
  },
  split(folding, dataset, seed) {
    const { test, rest } = givenIndices(dataset)
    const grouped = dataset.groups != null
    const testCount = shareOut({ validation: 0, test: folding.test }, rest.length, true, test.length > 0).test
    const [pool, drawn] = drawTest(dataset, rest, testCount, folding, createRandom(seed, 'split'))
    const random = createRandom(seed, `split/repeat/${folding.repeat}`)
    const folds = grouped
      ? dealGroups(dataset, pool, Array.from({ length: folding.folds }, () => 1 / folding.folds), folding.stratified, random)
      : dealSamples(strataOf(dataset, pool, folding.stratified), folding.folds, random)
    // The largest group is dealt first, to the first fold; it should not always be the first one's.
    if (grouped) random.shuffle(folds)
    const validation = folds[folding.fold - 1]
    return { train: ascending(folds.filter((fold) => fold !== validation).flat()), validation: ascending(validation), test: ascending([...test, ...drawn]) }
  },
})

/** The samples to be folded, and those of the test part. */
function drawTest(dataset: Dataset, indices: readonly number[], count: number, folding: Folding, random: Random): [pool: number[], test: number[]] {
  if (count === 0) return [[...indices], []]
  if (dataset.groups != null) {
    const [pool, test] = dealGroups(dataset, indices, [1 - folding.test, folding.test], folding.stratified, random)
    return [pool, test]
  }
  const strata = strataOf(dataset, indices, folding.stratified)
  const sizes = strata.map((stratum) => stratum.length)
  const testSizes = apportion(count, sizes, sizes)
  for (const stratum of strata) random.shuffle(stratum)
  return [strata.flatMap((stratum, i) => stratum.slice(testSizes[i])).sort((a, b) => a - b), strata.flatMap((stratum, i) => stratum.slice(0, testSizes[i]))]
}

/** Deals the samples of each class in turn, so that folds differ by one sample at most, as a whole and in each class. */
function dealSamples(strata: readonly number[][], foldCount: number, random: Random): number[][] {
  const folds = Array.from({ length: foldCount }, (): number[] => [])
  let next = 0
  for (const stratum of strata) {
    random.shuffle(stratum)
    for (const index of stratum) folds[next++ % foldCount].push(index)
  }
  return folds
}

function foldCounts({ folds, fold, test }: Folding, dataset: DatasetDescription): PartCounts {
  const given = dataset.givenCounts
  const drawn = shareOut({ validation: 0, test }, sharedTotal(dataset), true, (given?.test ?? 0) > 0).test
  const pool = sharedTotal(dataset) - drawn
  const validation = Math.ceil((pool - (fold - 1)) / folds)
  return { train: pool - validation, validation, test: drawn + (given?.test ?? 0) }
}

function checkFolds(folding: Folding, dataset: DatasetDescription, path: string): readonly Issue[] {
  const { folds, fold, repeats, repeat } = folding
  const issues: Issue[] = []
  if (fold > folds) issues.push({ path: `${path}.fold`, expected: text(`at most ${folds}, the number of folds`, `como mucho ${folds}, el número de pliegues`), received: String(fold) })
  if (repeat > repeats) issues.push({ path: `${path}.repeat`, expected: text(`at most ${repeats}, the number of repeats`, `como mucho ${repeats}, el número de repeticiones`), received: String(repeat) })
  if ((dataset.givenCounts?.validation ?? 0) > 0) {
    issues.push({
      path,
      expected: text('a data set whose source fixes no validation part, since each fold is one in turn', 'un conjunto de datos cuya fuente no fije la parte de validación, porque cada pliegue lo es por turno'),
      received: `${dataset.givenCounts!.validation} samples for validation`,
      fix: text('use { "kind": "given" }', 'use { "kind": "given" }'),
    })
  }
  const { train, validation } = foldCounts({ ...folding, fold: 1 }, dataset)
  const units = Math.min(train + validation, dataset.groupCount ?? Infinity)
  if (units < folds) {
    issues.push({
      path: `${path}.folds`,
      expected: text(`at most ${units}, as many as there are ${dataset.groupCount === undefined ? 'samples' : 'groups'} to share out`, `como mucho ${units}, tantos como ${dataset.groupCount === undefined ? 'muestras' : 'grupos'} hay que repartir`),
      received: String(folds),
    })
  }
  return issues
}
