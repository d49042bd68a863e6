import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../core/index.ts'
import { curveOwners } from '../../renderer/composables/ensemble-words.ts'
import { createRunCurves, foldRunEvents } from '../../renderer/stores/run-curves.ts'
import { completeSpec } from '../../renderer/stores/complete-spec.ts'
import { foldRecord } from '../../renderer/stores/run-details.ts'
import { partOf } from '../../renderer/views/design/parts.ts'
import { ensembleGain, memberEvents } from '../../renderer/views/runs/member-scores.ts'
import { digitsSpec } from '../support/fake/specs.ts'

beforeEach(() => setActivePinia(createPinia()))

const member = (number: number, own: number, together: number): Extract<RunEvent, { type: 'member' }> => ({
  type: 'member', member: number, members: 3, epoch: number * 2, step: number * 10, scores: { train: { loss: 9 }, validation: { loss: own }, test: null }, ensemble: { train: { loss: 8 }, validation: { loss: together }, test: null }, outOfBag: null, acceptance: null,
})

describe('an ensemble in the window', () => {
  it('has curves for each member, one for a chain, none for passes', () => {
    expect(curveOwners({ kind: 'bagging', members: 3 })).toEqual(['member1', 'member2', 'member3'])
    expect(curveOwners({ kind: 'seeds' })).toHaveLength(5)
    expect(curveOwners({ kind: 'topologies', networks: [{ layers: [] }, { layers: [] }] })).toHaveLength(3)
    expect(curveOwners({ kind: 'hamiltonianMonteCarlo' })).toEqual(['chain'])
    expect([curveOwners({ kind: 'monteCarloDropout' }), curveOwners({ kind: 'bagging', members: 'many' }), curveOwners({ kind: 'nothing' }), curveOwners(null)]).toEqual([[], [], [], []])
  })

  it('tells what it gains over its mean member', () => {
    const record = foldRecord({ spec: digitsSpec, checkpoints: [], events: [] }, [member(1, 0.5, 0.5), member(2, 0.7, 0.45), member(2, 0.7, 0.45), member(3, 0.6, 0.4)], 0)
    const members = memberEvents(record.events)
    expect(members.map(({ member: number }) => number)).toEqual([1, 2, 3])
    const { mean, ensemble, gain } = ensembleGain(members, 'validation', 'loss')
    expect(mean).toBeCloseTo(0.6, 12)
    expect(ensemble).toBe(0.4)
    expect(gain).toBeCloseTo(-0.2, 12)
    expect(ensembleGain(members, 'test', 'loss').gain).toBeNaN()
  })

  it('draws members beside the whole while it trains', () => {
    const curves = createRunCurves()
    const epoch: RunEvent = { type: 'epoch', of: 'member2', epoch: 4, step: 20, train: { loss: 1 }, validation: { loss: 2 }, learningRate: 0.1, trainSeconds: 1, evaluationSeconds: 1, samplesPerSecond: 1, best: true }
    foldRunEvents(curves, [epoch, member(2, 0.7, 0.45)])
    expect([...curves.series.keys()]).toEqual(['member2/train/loss', 'member2/validation/loss', 'epoch/learningRate', 'epoch/samplesPerSecond', 'train/loss', 'validation/loss'])
    expect([...curves.series.get('validation/loss')!.values]).toEqual([0.45])
  })

  it('is a part of the experiment, and older specs are single networks', () => {
    expect(partOf('ensemble.networks[1].layers[0].units')).toBe('ensemble')
    const { ensemble: _, ...older } = digitsSpec
    expect(completeSpec(older).ensemble).toBe(null)
    expect(completeSpec({ ...older, ensemble: 'seeds' }).ensemble).toEqual({ kind: 'seeds' })
  })
})
