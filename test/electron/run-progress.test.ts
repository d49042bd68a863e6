import { describe, expect, it } from 'vitest'
import { weightsFileName } from '../../electron/contract/weights-file-name.ts'
import { applyEvent, applyEvents } from '../../electron/database/run-progress.ts'
import { sampleRuns } from '../support/fake/runs.ts'

describe('a run that is resumed', () => {
  it('no longer has the scores and weights that it had ended with', () => {
    const [ended] = sampleRuns()
    const started = { type: 'started', step: 260, epoch: 20, parameterCount: 101_770, stepsPerEpoch: 13, samples: { train: 1600, validation: 200, test: 200 }, layers: [], engine: 'simd' } as const
    const resumed = applyEvent(ended!, started, 7)
    expect(resumed.final).toEqual({ train: null, validation: null, test: null })
    expect(resumed.weightsSha256).toBeNull()
    expect(resumed.latest).toEqual(ended!.latest)
    expect(resumed.startedAt).toBe(ended!.startedAt)
  })
})

describe('the pace of a run', () => {
  it('is that of all epochs of a report together, weighed by how long they took', () => {
    const [run] = sampleRuns()
    const epoch = (number: number, seconds: number) => ({ type: 'epoch', epoch: number, step: number, train: { loss: 1 }, validation: null, learningRate: 0.1, trainSeconds: seconds, evaluationSeconds: 0, samplesPerSecond: 100 / seconds, best: true }) as const
    expect(applyEvents(run!, [epoch(1, 0.1), epoch(2, 0.1), epoch(3, 0.8)], 0).samplesPerSecond).toBeCloseTo(300, 6)
    expect(applyEvents(run!, [epoch(1, 0.1)], 0).samplesPerSecond).toBeCloseTo(1000, 6)
    expect(applyEvents({ ...run!, samplesPerSecond: 7 }, [], 0).samplesPerSecond).toBe(7)
  })
})

describe('names of exported files', () => {
  it('are safe on every file system', () => {
    expect(weightsFileName('dígitos, época 1/2', { checkpoint: 'best', format: 'npz' })).toBe('digitos-epoca-1-2-best.npz')
    expect(weightsFileName('a b', { checkpoint: 'last', format: 'pytorch' })).toBe('a-b-last.pytorch.zip')
    expect(weightsFileName('…', { checkpoint: 'last', format: 'json' })).toBe('run-last.json')
  })
})
