import { describe, expect, it } from 'vitest'
import { hyperparametersOf } from '../../electron/database/hyperparameters.ts'
import { completeFilter, readFilter } from '../../renderer/views/runs/run-filter.ts'
import { createRunNames } from '../../renderer/composables/run-values.ts'
import { sampleRuns } from '../support/fake/runs.ts'
import { digitsSpec } from '../support/fake/specs.ts'

const runs = sampleRuns().map((run) => (run.id === 'r2' ? { ...run, tags: ['baseline', 'long sweep'] } : run.id === 'r4' ? { ...run, tags: ['Sweep'] } : run))
const { values } = createRunNames()(runs)
const textOf = (run: (typeof runs)[number]): string => run.name.toLowerCase()
const found = (text: string): readonly string[] => {
  const filter = readFilter(text, values, textOf)
  if ('problem' in filter) throw new Error(JSON.stringify(filter.problem))
  return runs.filter(filter.test).map(({ id }) => id)
}
const problem = (text: string) => {
  const filter = readFilter(text, values, textOf)
  return 'problem' in filter ? filter.problem : null
}

describe('a filter for runs', () => {
  it.each([
    ['', 'r1 r2 r3 r4 r5 r6'],
    ['wide', 'r5'],
    ['digits rate', 'r4'],
    ['optimizer = ADAM and epochs > 20', 'r5'],
    ['optimizer = momentum or optimizer = adam and epochs > 20', 'r2 r5'],
    ['(optimizer = momentum or optimizer = adam) and epochs > 20', 'r5'],
    ['not optimizer = adam and epoch < 15', 'r2 r4'],
    ['not (optimizer = adam and epoch < 15)', 'r1 r2 r3 r4'],
    ['not not wide', 'r5'],
    ['learningRate = 1e-3', 'r1 r5 r6'],
    ['name = "digits, wide"', 'r5'],
    ['"digits, wide"', 'r5'],
    ['name ~ NARROW', 'r6'],
    ['name !~ digits', ''],
    ['status in (diverged, queued)', 'r4 r6'],
    ['status not in (diverged, queued) epochs >= 30', 'r5'],
    ['val.accuracy = missing', 'r6'],
    ['val.accuracy != missing and test.accuracy = missing', 'r5'],
    ['val.accuracy < 2', 'r1 r2 r3 r4 r5'],
    ['val.accuracy != 2', 'r1 r2 r3 r4 r5 r6'],
    ['starred = true', 'r1'],
    ['tag = sweep', 'r4'],
    ['tags has "long sweep" or tags has SWEEP', 'r2 r4'],
    ['tag != baseline and not tags = missing', 'r4'],
    ['tags ~ sweep', 'r2 r4'],
    ['tag !~ long and tags != missing', 'r4'],
    ['tag in (baseline, other)', 'r2'],
    ['tags = missing status = completed', 'r1 r3'],
  ])('%s', (text, expected) => expect(found(text).join(' ')).toBe(expected))

  it('reads percentages as fractions', () => expect(found('val.accuracy > 90%')).toEqual(found('val.accuracy > 0.9')))

  it.each([
    ['optimizer =', 11, 0, 'value'],
    ['optimizer = adam and', 20, 0, 'condition'],
    ['or adam', 0, 2, 'condition'],
    ['(optimizer = adam', 17, 0, 'close'],
    ['wide )', 5, 1, 'extra'],
    ['name = "wide', 7, 5, 'quote'],
    ['wide and nonsense = 3', 9, 8, 'name'],
    ['optimizers = adam', 0, 10, 'nameLike'],
    ['accuracy > 0.9', 0, 8, 'ambiguous'],
    ['epoch > many', 8, 4, 'number'],
    ['status in queued', 10, 6, 'list'],
    ['status in (queued', 17, 0, 'close'],
    ['= 3', 0, 1, 'extra'],
    ['tags has', 8, 0, 'value'],
    ['has sweep', 0, 3, 'condition'],
  ])('says what is wrong where: %s', (text, at, length, key) => expect(problem(text)).toMatchObject({ at, length, key }))

  it('completes names, and values after an operator', () => {
    expect(completeFilter('opt', 3, values, runs)).toEqual({ from: 0, words: ['optimizer', 'optimizer.learningRate'] })
    expect(completeFilter('wide and optimizer = ', 21, values, runs)).toEqual({ from: 21, words: ['adam', 'gradient', 'momentum'] })
    expect(completeFilter('status in (queued, d', 20, values, runs)).toMatchObject({ from: 19, words: ['diverged', 'completed', 'queued', 'stopped-early'] })
    expect(completeFilter('tags has ', 9, values, runs).words).toEqual(['Sweep', 'baseline', '"long sweep"'])
    expect(completeFilter('name = wi', 9, values, runs).words).toEqual(['"digits, wide"'])
  })
})

describe('the hyper-parameters of a spec', () => {
  it('stand under the paths to them', () => {
    const network = { layers: [...digitsSpec.network.layers, { kind: 'dropout', rate: 0.1 }, { kind: 'dropout', rate: 0.3 }] }
    expect(hyperparametersOf({ ...digitsSpec, network })).toMatchObject({ seed: 1, split: 'fraction', 'split.validation': 0.1, 'network.hidden': 'dense', 'network.hidden.units': 128, 'network.dropout.rate': 0.1, 'network.dropout2.rate': 0.3, 'stop.epochs': digitsSpec.stop.epochs })
    expect(Object.keys(hyperparametersOf(digitsSpec)).filter((name) => name === '' || name.startsWith('dataset') || name === 'name')).toEqual([])
  })
})
