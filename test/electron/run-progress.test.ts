import { describe, expect, it } from 'vitest'
import { weightsFileName } from '../../electron/contract/weights-file-name.ts'
import { applyEvent } from '../../electron/database/run-progress.ts'
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

describe('names of exported files', () => {
  it('are safe on every file system', () => {
    expect(weightsFileName('dígitos, época 1/2', { checkpoint: 'best', format: 'npz' })).toBe('digitos-epoca-1-2-best.npz')
    expect(weightsFileName('a b', { checkpoint: 'last', format: 'pytorch' })).toBe('a-b-last.pytorch.zip')
    expect(weightsFileName('…', { checkpoint: 'last', format: 'json' })).toBe('run-last.json')
  })
})
