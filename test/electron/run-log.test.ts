import { describe, expect, test } from 'vitest'
import { HISTOGRAM_BINS, type RunEvent } from '../../core/index.ts'
import { createCheckpointRepository } from '../../electron/database/checkpoint-repository.ts'
import { createHistogramRepository } from '../../electron/database/histogram-repository.ts'
import { createEventRepository } from '../../electron/database/event-repository.ts'
import { createPredictionRepository } from '../../electron/database/prediction-repository.ts'
import { createRunLog } from '../../electron/database/run-log.ts'
import { createRunRepository } from '../../electron/database/run-repository.ts'
import { createSeriesRepository } from '../../electron/database/series-repository.ts'
import { insertRun } from '../support/stored-run.ts'
import { temporaryWorkspace } from '../support/workspace.ts'

function storage() {
  const { database } = temporaryWorkspace()
  insertRun(database, 'r')
  const repositories = { runs: createRunRepository(database), events: createEventRepository(database), series: createSeriesRepository(database), checkpoints: createCheckpointRepository(database), histograms: createHistogramRepository(database), predictions: createPredictionRepository(database) }
  return { database, ...repositories, log: createRunLog(database, repositories) }
}

const started = (step: number, epoch: number): RunEvent => ({ type: 'started', step, epoch, parameterCount: 42, stepsPerEpoch: 4, samples: { train: 8, validation: 2, test: 0 }, layers: [], engine: 'test' })
const steps = (from: number, epoch: number, losses: number[]): RunEvent => ({ type: 'steps', from, epoch, series: { loss: Float32Array.from(losses) } })
const epoch = (number: number, loss: number): RunEvent => ({
  type: 'epoch', epoch: number, step: number * 4, train: { loss, accuracy: 0.5 }, validation: { loss: loss + 1 }, learningRate: 0.1, trainSeconds: 1, evaluationSeconds: 0.5, samplesPerSecond: 100, best: true,
})
const checkpoint = (number: number): RunEvent => ({ type: 'checkpoint', tag: 'last', epoch: number, step: number * 4, file: `r/last-${number}`, bytes: 10, sha256: `hash ${number}` })
const finished = (loss: number): RunEvent => ({
  type: 'finished', reason: 'completed', epoch: 3, step: 12, restoredEpoch: null, best: { epoch: 2, monitor: 'validation.loss', value: loss }, final: { train: { loss }, validation: null, test: { loss: NaN } }, divergedAt: null, weightsSha256: 'abc',
})

describe('run log', () => {
  test('what a run reports stands in its summary, its curves and its events', () => {
    const { log, runs, series, events, checkpoints } = storage()
    log.record('r', [started(0, 0), steps(1, 1, [4, 3, 2, 1]), epoch(1, 2.5), checkpoint(1)], 1000, 1.5)
    expect(runs.find('r')).toMatchObject({ startedAt: 1000, step: 4, epoch: 1, seconds: 1.5, parameterCount: 42, stepsPerEpoch: 4, latest: { train: { loss: 2.5, accuracy: 0.5 }, validation: { loss: 3.5 } } })
    expect([...series.read('r', 'step/loss', null, 100).values]).toEqual([4, 3, 2, 1])
    expect(series.names('r')).toEqual(['step/loss', 'train/accuracy', 'train/loss', 'validation/loss'])
    expect(events.list('r').map(({ event }) => event.type)).toEqual(['started', 'epoch', 'checkpoint'])
    expect(checkpoints.find('r', 'last')).toMatchObject({ epoch: 1, file: 'r/last-1', createdAt: 1000 })
    log.record('r', [finished(0.5)], 2000, 3)
    expect(runs.find('r')).toMatchObject({ status: 'completed', finishedAt: 2000, weightsSha256: 'abc', best: { epoch: 2 }, final: { test: { loss: NaN } } })
  })

  test('a newer checkpoint tells which file nothing refers to any more', () => {
    const { log } = storage()
    expect(log.record('r', [started(0, 0), checkpoint(1)], 0, 0)).toEqual([])
    expect(log.record('r', [checkpoint(2)], 0, 0)).toEqual(['r/last-1'])
  })

  test('a resumed run loses what came after its checkpoint, and only that', () => {
    const { log, runs, series, events } = storage()
    log.record('r', [started(0, 0), steps(1, 1, [8, 7, 6, 5]), epoch(1, 6), checkpoint(1), steps(5, 2, [4, 3, 2, 1]), epoch(2, 2), steps(9, 3, [0.5])], 0, 9)
    log.record('r', [started(4, 1)], 1, 9)
    expect([...series.read('r', 'step/loss', null, 100).values]).toEqual([8, 7, 6, 5])
    expect([...series.read('r', 'train/loss', null, 100).values]).toEqual([6])
    expect(events.list('r').map(({ event }) => event.type)).toEqual(['started', 'epoch', 'checkpoint', 'started'])
    expect(runs.find('r')).toMatchObject({ step: 4, epoch: 1 })
  })

  test('members have curves of their own, and the ensemble those of the run; a member reported twice counts once', () => {
    const { log, runs, series, events } = storage()
    const member = (number: number, loss: number): RunEvent => ({ type: 'member', member: number, members: 2, epoch: number, step: number * 4, scores: { train: { loss: 9 }, validation: { loss: 9 }, test: null }, ensemble: { train: { loss }, validation: { loss: loss + 1 }, test: null }, outOfBag: { loss: 7 }, acceptance: null })
    log.record('r', [started(0, 0), steps(1, 1, [4, 3, 2, 1]), { ...epoch(1, 2), of: 'member1' } as RunEvent, checkpoint(1), member(1, 5)], 0, 1)
    expect(runs.find('r')!.latest).toEqual({ train: { loss: 5 }, validation: { loss: 6 } })
    log.record('r', [started(4, 1), member(1, 5), steps(5, 2, [1, 1, 1, 1]), { ...epoch(2, 1), of: 'member2' } as RunEvent, member(2, 4)], 1, 1)
    const values = (name: string): number[] => [...series.read('r', name, null, 100).values]
    expect(series.names('r')).toEqual(['member1/train/accuracy', 'member1/train/loss', 'member1/validation/loss', 'member2/train/accuracy', 'member2/train/loss', 'member2/validation/loss', 'outOfBag/loss', 'step/loss', 'train/loss', 'validation/loss'])
    expect([values('member1/validation/loss'), values('validation/loss'), values('outOfBag/loss')]).toEqual([[3], [6, 5], [7, 7]])
    expect(events.list('r').filter(({ event }) => event.type === 'member')).toHaveLength(2)
  })

  test('layers have curves of their own and their histograms; what is measured again replaces what came after the checkpoint', () => {
    const { log, series, events, histograms, runs } = storage()
    const histogram = (low: number, many: number) => ({ low, high: low + 2, counts: Uint32Array.from({ length: HISTOGRAM_BINS }, (_, bin) => (bin === 3 ? many : 0)) })
    const layers = (step: number, low: number): RunEvent => ({
      type: 'layers', step, epoch: 1, layers: [{ id: 'h1', gradientNorm: low, weightNorm: 2, updateRatio: null, deadShare: 0.25, saturatedShare: null, histograms: { weights: histogram(low || 0, step), gradients: null, activations: histogram(-1, 4_000_000_000) } }],
    })
    log.record('r', [started(0, 0), layers(1, 0.5), steps(1, 1, [4, 3, 2, 1]), layers(4, 0.75), checkpoint(1), layers(6, NaN)], 0, 1)
    expect(series.names('r')).toEqual(['layer/h1/deadShare', 'layer/h1/gradientNorm', 'layer/h1/weightNorm', 'step/loss'])
    expect([...series.read('r', 'layer/h1/gradientNorm', null, 100).values]).toEqual([0.5, 0.75, NaN])
    expect(histograms.lastStep('r')).toBe(6)
    expect(runs.find('r')!.step).toBe(4)
    log.record('r', [started(4, 1)], 1, 1)
    expect(histograms.lastStep('r')).toBe(4)
    expect([...series.read('r', 'layer/h1/gradientNorm', null, 100).values]).toEqual([0.5, 0.75])
    expect(histograms.at('r', 'h1', 4)).toEqual({ weights: histogram(0.75, 4), gradients: null, activations: histogram(-1, 4_000_000_000) })
    expect(histograms.at('r', 'h2', 4)).toBeNull()
    const { steps: measured, low, high, counts, bins } = histograms.list('r', 'h1', 'weights')
    expect([[...measured], [...low], [...high], counts.length, counts[3], counts[bins + 3]]).toEqual([[1, 4], [0.5, 0.75], [2.5, 2.75], 2 * bins, 1, 4])
    expect(events.list('r').map(({ event }) => event.type)).toEqual(['started', 'checkpoint', 'started'])
  })

  test('what a run changed goes into its spec, and is done again where its checkpoint stands', () => {
    const { log, runs, events } = storage()
    const changed = (step: number, to: number): RunEvent => ({ type: 'changed', step, epoch: 1, changes: [{ path: 'stop.epochs', from: 3, to }] })
    log.record('r', [started(0, 0), steps(1, 1, [4, 3, 2, 1]), checkpoint(1), changed(4, 7), changed(6, 9)], 0, 1)
    expect(runs.spec('r').changes).toEqual([{ step: 4, path: 'stop.epochs', value: 7 }, { step: 6, path: 'stop.epochs', value: 9 }])
    expect(runs.find('r')!.epochs).toBe(9)
    log.record('r', [started(4, 1), changed(4, 7)], 1, 1)
    expect(runs.spec('r').changes).toHaveLength(2)
    expect(events.list('r').map(({ event }) => event.type)).toEqual(['started', 'checkpoint', 'started', 'changed'])
  })

  test('a batch that cannot be stored leaves nothing behind, neither on disk nor in memory', () => {
    const { log, series, events, predictions, database } = storage()
    log.record('r', [started(0, 0), steps(1, 1, [1, 2])], 0, 0)
    const predicted = [{ part: 'validation', member: 1, epoch: 1, step: 4, predicted: Uint16Array.of(3, 1) }] as const
    database.exec(`create trigger full before insert on run_event begin select raise(abort, 'disk full'); end`)
    expect(() => log.record('r', [steps(3, 1, [3, 4]), epoch(1, 1)], 0, 0, predicted)).toThrow('disk full')
    database.exec('drop trigger full')
    expect([...series.read('r', 'step/loss', null, 100).values]).toEqual([1, 2])
    expect(predictions.histories('r', 'validation', 1)).toBe(null)
    log.record('r', [steps(3, 1, [30, 40])], 0, 0, predicted)
    expect([...predictions.histories('r', 'validation', 1)!.predicted]).toEqual([3, 1])
    expect([...series.read('r', 'step/loss', null, 100).values]).toEqual([1, 2, 30, 40])
    expect(events.list('r')).toHaveLength(1)
  })

  test('colours stay with a run and are not given twice', () => {
    const { database, runs } = storage()
    insertRun(database, 's')
    insertRun(database, 't')
    runs.delete('s')
    insertRun(database, 'u')
    expect(['r', 't', 'u'].map((id) => runs.find(id)?.colour)).toEqual([0, 2, 3])
  })

  test('a chosen colour stands in place of its own, changes no other run’s, and can be given back', () => {
    const { database, runs } = storage()
    runs.update('r', { colour: 21 })
    insertRun(database, 's')
    expect(['r', 's'].map((id) => runs.find(id)).map((run) => [run?.colour, run?.chosenColour])).toEqual([[21, 21], [1, null]])
    runs.update('r', { name: 'other' })
    expect(runs.find('r')?.colour).toBe(21)
    runs.update('r', { colour: null })
    expect([runs.find('r')?.colour, runs.find('r')?.chosenColour]).toEqual([0, null])
  })
})
