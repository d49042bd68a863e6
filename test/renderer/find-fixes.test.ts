import { describe, expect, it } from 'vitest'
import { describeExperiment, type DatasetDescription, type ExperimentSpec, type LayerSpec, type OutputSpec } from '../../core/index.ts'
import { findFixes } from '../../renderer/network-editor/model/find-fixes.ts'
import { digitsSpec } from '../support/fake/specs.ts'

const digits: DatasetDescription = { name: 'digits', sampleCount: 1000, inputShape: [1, 28, 28], task: 'classification', classes: [...'0123456789'], targetNames: ['digit'], givenCounts: null }

function network(layers: readonly LayerSpec[], outputs?: readonly OutputSpec[]): ExperimentSpec {
  return { ...digitsSpec, network: { layers }, outputs: outputs ?? [{ from: layers.at(-1)?.id ?? '', loss: { kind: 'softmaxCrossEntropy' } }] }
}
const issuesOf = (spec: ExperimentSpec) => describeExperiment(spec, digits).issues

/** The words of every fix of the first problem; each must leave fewer problems. */
function fixes(spec: ExperimentSpec): readonly string[] {
  const before = issuesOf(spec)
  expect(before.length).toBeGreaterThan(0)
  const found = findFixes(before[0]!, spec, digits, issuesOf)
  for (const { edit } of found) expect(issuesOf(edit(spec)).length).toBeLessThan(before.length)
  return found.map(({ words, named }) => `${words} ${Object.values(named).join(' ')}`)
}

describe('fixes', () => {
  it('put a flatten layer before a dense one', () => {
    const spec = network([{ id: 'out', kind: 'dense', units: 10 }])
    expect(fixes(spec)).toContain('insert flatten out input')
    const fixed = findFixes(issuesOf(spec)[0]!, spec, digits, issuesOf).find(({ named }) => named['kind'] === 'flatten')!.edit(spec)
    expect(fixed.network.layers.map(({ kind }) => kind)).toEqual(['flatten', 'dense'])
    expect(issuesOf(fixed)).toEqual([])
  })

  it('count a problem that only shows once the shape is right as another one', () => {
    const spec = network([{ id: 'out', kind: 'dense', units: 7 }])
    const first = findFixes(issuesOf(spec)[0]!, spec, digits, issuesOf)
    expect(first[0]?.named).toMatchObject({ kind: 'flatten', target: 'out' })
    const second = first[0]!.edit(spec)
    expect(issuesOf(findFixes(issuesOf(second)[0]!, second, digits, issuesOf)[0]!.edit(second))).toEqual([])
  })

  it('make as many outputs as the data have classes', () => {
    expect(fixes(network([{ id: 'flat', kind: 'flatten' }, { id: 'out', kind: 'dense', units: 7 }]))[0]).toBe('set out units 10')
    expect(fixes(network([{ id: 'flat', kind: 'flatten' }, { id: 'out', kind: 'dense' }]))[0]).toBe('set out units 10')
  })

  it('connect what reads nothing, and drop names that nobody has', () => {
    expect(fixes(network([{ id: 'flat', kind: 'flatten' }, { id: 'out', kind: 'dense', units: 10, inputs: [] }]))).toContain('connect flat out')
    const sum = network([{ id: 'flat', kind: 'flatten' }, { id: 'a', kind: 'dense', units: 10 }, { id: 'b', kind: 'dense', units: 10 }, { id: 'sum', kind: 'add', inputs: ['b', 'nobody'] }])
    expect(fixes(sum)).toContain('connect a sum')
  })

  it('bring inputs to one shape', () => {
    const layers = [{ id: 'a', kind: 'conv2d', channels: 8 }, { id: 'b', kind: 'conv2d', channels: 4 }, { id: 'sum', kind: 'add', inputs: ['a', 'b'] }, { id: 'flat', kind: 'flatten' }, { id: 'out', kind: 'dense', units: 10 }]
    expect(fixes(network(layers))).toContain('insert conv2d sum b')
  })

  it('mend kinds, fields, activations, losses and outputs', () => {
    const flat = { id: 'flat', kind: 'flatten' }
    expect(fixes(network([flat, { id: 'out', kind: 'denes', units: 10 }]))).toContain('kind out dense')
    expect(fixes(network([flat, { id: 'out', kind: 'dense', units: 10, unit: 3 }]))).toContain('reset out unit')
    expect(fixes(network([flat, { id: 'out', kind: 'dense', units: 10, activation: 'relu' }]))).toContain('set out activation linear')
    const out = { id: 'out', kind: 'dense', units: 10 }
    expect(fixes(network([flat, out], [{ from: 'gone', loss: { kind: 'softmaxCrossEntropy' } }]))).toContain('output out')
  })
})
