import type { DatasetDescription } from '../datasets/definition.ts'
import { createRandom } from '../math/random.ts'
import type { Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { dealGroups } from './deal-groups.ts'
import { defineSplit } from './definition.ts'
import { allCounts, ascending, checkFractions, givenIndices, stratified, testShare, validationShare } from './shares.ts'

export const grouped = defineSplit({
  label: text('By groups', 'Por grupos'),
  doc: text(
    'Keeps samples of one group – a patient, a writer – in one part, so that nothing of whom it is judged by was learned from; parts come as close to their fractions as whole groups allow.',
    'Mantiene las muestras de un grupo – un paciente, un escritor – en una sola parte, para que no se haya aprendido nada de aquello con lo que se juzga; las partes se acercan a sus fracciones tanto como permiten los grupos enteros.',
  ),
  reference: 'Pedregosa et al. (2011), scikit-learn, StratifiedGroupKFold',
  hyperparameters: { validation: validationShare, test: testShare, stratified },
  check(hyperparameters, dataset, path) {
    return [...checkGroups(hyperparameters, dataset, path), ...checkFractions(hyperparameters, dataset, path)]
  },
  count: (hyperparameters, dataset) => ({ ...allCounts(hyperparameters, dataset), approximate: true }),
  split(hyperparameters, dataset, seed) {
    const { validation, test, rest } = givenIndices(dataset)
    const validationShareOf = validation.length > 0 ? 0 : hyperparameters.validation
    const testShareOf = test.length > 0 ? 0 : hyperparameters.test
    const shares = [1 - validationShareOf - testShareOf, validationShareOf, testShareOf]
    const [train, drawnValidation, drawnTest] = dealGroups(dataset, rest, shares, hyperparameters.stratified, createRandom(seed, 'split'))
    return { train: ascending(train), validation: ascending([...validation, ...drawnValidation]), test: ascending([...test, ...drawnTest]) }
  },
})

/** Groups, and one at least for every part. */
function checkGroups({ validation, test }: { readonly validation: number; readonly test: number }, { groupCount, givenCounts }: DatasetDescription, path: string): Issue[] {
  if (groupCount === undefined) {
    return [{
      path,
      expected: text('a data set with groups', 'un conjunto de datos con grupos'),
      received: 'one without',
      fix: text('give a column the role "group" when importing, or use { "kind": "fraction" }', 'dé a una columna el papel "group" al importar, o use { "kind": "fraction" }'),
    }]
  }
  const wanted = 1 + [validation > 0 && (givenCounts?.validation ?? 0) === 0, test > 0 && (givenCounts?.test ?? 0) === 0].filter(Boolean).length
  if (groupCount >= wanted) return []
  return [{ path, expected: text(`at least ${wanted} groups, one for every part`, `al menos ${wanted} grupos, uno por parte`), received: String(groupCount), fix: text('leave out a part: set its fraction to 0', 'prescinda de una parte: ponga su fracción a 0') }]
}
