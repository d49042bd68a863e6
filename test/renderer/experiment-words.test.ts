import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { resolveExperiment, type ExperimentSpec } from '../../core/index.ts'
import { experimentDifferences, experimentWords } from '../../renderer/composables/experiment-words.ts'
import { formatCount, formatValue } from '../../renderer/composables/format-number.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import { readComparison, writeComparison } from '../../renderer/views/compare/compare-address.ts'
import { differenceFrom, finalScoreRows } from '../../renderer/views/compare/final-scores.ts'
import { eventSentences } from '../../renderer/views/runs/event-sentences.ts'
import { gentlerExperiment } from '../../renderer/views/runs/gentler-experiment.ts'
import { foldRecord } from '../../renderer/stores/run-details.ts'
import { eventsOf, sampleRuns } from '../support/fake/runs.ts'
import { digitsSpec } from '../support/fake/specs.ts'

beforeEach(() => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
})

const t = (key: string, named: Record<string, unknown> = {}, plural = 1): string => i18n.global.t(key, named, plural)
const speech = {
  t, say: (words: { en: string }) => words.en, datasetName: 'drawn digits',
  value: (value: number | null | undefined) => (value == null ? '–' : formatValue(value, 'en')), count: (value: number | null | undefined) => (value == null ? '–' : formatCount(value, 'en')), percent: (value: number | null | undefined) => (value == null ? '–' : `${(value * 100).toFixed(2)} %`),
}
const resolved = resolveExperiment(digitsSpec, { task: 'classification', classes: Array.from('0123456789'), inputShape: [1, 28, 28], sampleCount: 2000, targetNames: ['digit'], givenCounts: null, name: 'digits', featureNames: null } as never).spec
const words = (spec: ExperimentSpec) => experimentWords(spec, speech)

describe('experiments in words', () => {
  it('say the same of a spec with its defaults written out as of a short one', () => {
    expect(words(resolved).filter(({ part }) => part.startsWith('layer') || part === 'optimizer')).toEqual(words(digitsSpec).filter(({ part }) => part.startsWith('layer') || part === 'optimizer'))
    expect(words(resolved).find(({ part }) => part === 'layer.hidden')?.words).toBe('Dense · Units 128 · He normal · ReLU')
  })

  it('tell only what differs, with a gap where a part is missing', () => {
    const other: ExperimentSpec = { ...digitsSpec, optimizer: { kind: 'momentum', learningRate: 0.05 }, network: { layers: digitsSpec.network.layers.filter(({ id }) => id !== 'drop') } }
    const differences = experimentDifferences([words(other), words(digitsSpec)])
    expect(differences.map(({ part }) => part)).toEqual(['layer.drop', 'optimizer'])
    expect(differences[0]?.words[0]).toBeNull()
    expect(differences[1]?.words[1]).toBe('Adam · Learning rate 0.001')
    expect(experimentDifferences([words(digitsSpec), words(digitsSpec)])).toEqual([])
  })
})

describe('events as sentences', () => {
  const finished = { type: 'finished', reason: 'stopped-early', epoch: 14, step: 182, restoredEpoch: 9, best: { epoch: 9, monitor: 'validation.loss', value: 0.1 }, final: { train: null, validation: null, test: null }, divergedAt: null, weightsSha256: '' } as const
  const told = (event: Parameters<typeof eventSentences>[0][number]['event']): string => eventSentences([{ at: 0, event }], digitsSpec, speech)[0]?.text ?? ''

  it('say why a run stopped and which weights it kept', () => {
    expect(told(finished)).toBe('Validation loss has not improved for 5 epochs; stopped at epoch 14, weights of epoch 9 restored.')
    expect(told({ ...finished, restoredEpoch: null })).toBe('Validation loss has not improved for 5 epochs; stopped at epoch 14.')
    expect(told({ ...finished, reason: 'completed', epoch: 20 })).toBe('Finished after 20 epochs. Validation loss was best at epoch 9: 0.1. Its weights were restored.')
    expect(told({ ...finished, reason: 'diverged', step: 31, epoch: 3, divergedAt: 'hidden' })).toContain('step 31 (epoch 3), first in “hidden”')
  })

  it('name the epoch under way, one step as one, and the loss in words', () => {
    const started = { type: 'started', step: 0, epoch: 0, parameterCount: 10, stepsPerEpoch: 13, samples: { train: 9, validation: 0, test: 0 }, layers: [], engine: 'wide × 2' } as const
    const all = (event: Parameters<typeof eventSentences>[0][number]['event']): readonly string[] => eventSentences([{ at: 0, event: started }, { at: 1, event }], digitsSpec, speech).map(({ text }) => text)
    expect(all({ ...finished, cause: 'steps', epoch: 0, step: 1 })).toEqual(['Started on 9 samples: 10 parameters, engine 256-bit vectors · 2 threads.', 'The one step that it was given is done, in epoch 1.'])
    expect(all({ ...finished, cause: 'steps', epoch: 2, step: 26 })[1]).toBe('The 26 steps that it was given are done, in epoch 2.')
    expect(all({ ...finished, reason: 'cancelled', epoch: 2, step: 30 })[1]).toContain('Stopped by you in epoch 3.')
    expect(all({ ...finished, reason: 'diverged', epoch: 0, step: 7, divergedAt: 'loss' })[1]).toContain('The loss stopped being finite at step 7 (epoch 1)')
    expect(all({ ...finished, reason: 'diverged', epoch: 0, step: 7, divergedAt: 'hidden' })[1]).toContain('step 7 (epoch 1), first in “hidden”')
  })

  it('leave ordinary epochs to the curves', () => {
    const [, run] = sampleRuns()
    expect(eventSentences(eventsOf(run!), digitsSpec, speech).map(({ text }) => text)).toEqual(['Started on 1,600 samples: 101,770 parameters, engine simd, 2 threads.'])
  })

  it('speak Spanish', () => {
    i18n.global.locale.value = 'es'
    expect(eventSentences([{ at: 0, event: finished }], digitsSpec, { ...speech, say: (text) => text.es })[0]?.text).toBe('Pérdida de validación no ha mejorado en 5 épocas; se detuvo en la época 14, con los pesos de la época 9 restaurados.')
    i18n.global.locale.value = 'en'
  })

  it('name a tenth of the learning rate, also of one left at its default', () => {
    expect(gentlerExperiment({ ...digitsSpec, optimizer: { kind: 'sgd', learningRate: 3 } })?.learningRate).toBe(0.3)
    expect(gentlerExperiment({ ...digitsSpec, optimizer: { kind: 'adam' } })?.spec.optimizer).toEqual({ kind: 'adam', learningRate: 0.0001 })
  })
})

describe('records of runs', () => {
  it('cut what a resumed run does again, and keep one checkpoint per tag', () => {
    const [run] = sampleRuns()
    const record = { spec: digitsSpec, checkpoints: [], events: eventsOf(run!) }
    const checkpoint = { type: 'checkpoint', tag: 'last', epoch: 5, step: 65, file: '', bytes: 1, sha256: '' } as const
    const started = { type: 'started', step: 65, epoch: 5, parameterCount: 1, stepsPerEpoch: 13, samples: { train: 1, validation: 0, test: 0 }, layers: [], engine: '' } as const
    const folded = foldRecord(record, [checkpoint, { ...checkpoint, epoch: 6, step: 78 }, started], 7)
    expect(folded.events.filter(({ event }) => event.type === 'epoch')).toHaveLength(5)
    expect(folded.checkpoints.map(({ epoch }) => epoch)).toEqual([6])
    expect(folded.events.at(-1)?.event).toBe(started)
  })
})

describe('a comparison', () => {
  it('survives its address', () => {
    const comparison = { runs: ['a', 'b'], hidden: ['b'], x: 'time', log: true, smoothing: 0.6, seeds: true, band: 'range', layers: true, baseline: 'b' } as const
    expect(readComparison(writeComparison(comparison))).toEqual(comparison)
    expect(writeComparison(readComparison({}))).toEqual({})
    expect(readComparison({ runs: 'a,a,', smooth: '7', x: 'nonsense', base: 'gone' })).toMatchObject({ runs: ['a'], smoothing: 0.99, x: 'epoch', baseline: null })
  })

  it('tells scores from a baseline: less loss and more accuracy are better', () => {
    const [loss, accuracy] = [{ name: 'loss', values: [0.5, 0.25, null, 0.5] }, { name: 'accuracy', values: [0.5, 0.25, 0.75, 0.5] }]
    expect([0, 1, 2, 3].map((position) => differenceFrom(loss, 0, position))).toEqual([null, { difference: -0.25, better: true }, null, { difference: 0, better: null }])
    expect([1, 2].map((position) => differenceFrom(accuracy, 0, position))).toEqual([{ difference: -0.25, better: false }, { difference: 0.25, better: true }])
    expect(differenceFrom(loss, -1, 1)).toBeNull()
  })

  it('marks the least loss and the greatest accuracy, and nothing where all are equal', () => {
    const [adam, , plain] = sampleRuns()
    const rows = finalScoreRows([plain!, adam!])
    expect(rows.find(({ part, name }) => part === 'validation' && name === 'loss')?.best).toEqual([1])
    expect(rows.find(({ part, name }) => part === 'validation' && name === 'accuracy')?.best).toEqual([1])
    expect(finalScoreRows([adam!, adam!]).every(({ best }) => best.length === 0)).toBe(true)
  })
})
