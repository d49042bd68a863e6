import { describe, expect, it } from 'vitest'
import { issuesOfOutput, newOutput, withTarget } from '../../renderer/views/design/edit-outputs.ts'
import { digitsSpec } from '../support/fake/specs.ts'

describe('several outputs', () => {
  it('are of layers that are none yet', () => {
    const first = newOutput(digitsSpec)
    expect(first).toEqual({ from: 'drop', loss: digitsSpec.outputs[0]?.loss })
    const ids = digitsSpec.network.layers.map(({ id }) => ({ from: id ?? '', loss: { kind: 'softmaxCrossEntropy' } }))
    expect(newOutput({ ...digitsSpec, outputs: ids })).toBeNull()
  })

  it('name their target columns only where they do not predict all', () => {
    const output = { from: 'out', loss: { kind: 'meanSquaredError' } }
    const all = ['a', 'b', 'c']
    const two = withTarget(output, 'b', false, all)
    expect(two.targets).toEqual(['a', 'c'])
    expect(withTarget(two, 'b', true, all)).toEqual(output)
    expect(withTarget({ ...output, targets: ['c'] }, 'a', true, all).targets).toEqual(['a', 'c'])
  })

  it('show the problems of their own fields', () => {
    const issue = (path: string) => ({ path, expected: { en: '', es: '' }, received: '' })
    const all = ['outputs[1].weight', 'outputs[1].loss', 'outputs[0].from', 'outputs[1].targets[0]', 'outputs[11].from'].map(issue)
    expect(issuesOfOutput(all, 1).map(({ path }) => path)).toEqual(['outputs[1].weight', 'outputs[1].targets[0]'])
  })
})
