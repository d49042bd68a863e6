import { describe, expect, test } from 'vitest'
import { createPredictionRepository } from '../../electron/database/prediction-repository.ts'
import { spiralsSpec, startServices, whenRun } from '../support/services.ts'
import { insertRun } from '../support/stored-run.ts'
import { temporaryWorkspace } from '../support/workspace.ts'

const at = (epoch: number, ...predicted: number[]) => ({ part: 'validation' as const, member: 1, epoch, step: 10 * epoch, predicted: Uint16Array.from(predicted) })

describe('predictions of epochs', () => {
  function storage() {
    const { database } = temporaryWorkspace()
    insertRun(database, 'r')
    return { database, open: () => createPredictionRepository(database) }
  }

  test('come back as they were, also where classes need two bytes, and after another process went on', () => {
    const { database, open } = storage()
    const first = open()
    first.put('r', [at(1, 3, 300, 5), at(2, 3, 301, 5)])
    first.put('r', [at(3, 3, 300, 5)])
    open().put('r', [at(4, 0, 65_535, 1)])
    expect(open().histories('r', 'validation', 1)).toEqual({ epochs: Int32Array.of(1, 2, 3, 4), sampleCount: 3, predicted: Uint16Array.of(3, 300, 5, 3, 301, 5, 3, 300, 5, 0, 65_535, 1) })
    expect(first.extent('r', 'validation')).toEqual({ epochs: 4, lastStep: 40 })
    expect(database.prepare('select follows, class_bytes from epoch_prediction order by epoch').raw().all()).toEqual([[0, 2], [1, 1], [1, 1], [0, 2]])
    expect(open().histories('nobody', 'validation', 1)).toBeNull()
  })

  test('of a resumed run go on after what is cut', () => {
    const { open } = storage()
    const predictions = open()
    predictions.put('r', [at(1, 1, 1), at(2, 1, 2), at(3, 2, 2)])
    predictions.cut('r', 20)
    predictions.put('r', [at(3, 0, 1), at(4, 0, 0)])
    expect([...predictions.histories('r', 'validation', 1)!.predicted]).toEqual([1, 1, 1, 2, 0, 1, 0, 0])
  })

  test('of parts and members are kept apart', () => {
    const { open } = storage()
    const predictions = open()
    predictions.put('r', [at(1, 1, 1), { ...at(1, 0), part: 'train' }, at(2, 1, 2), { ...at(2, 3), part: 'train' }])
    predictions.put('r', [{ ...at(1, 2, 2), member: 2, step: 30 }, { ...at(2, 2, 0), member: 2, step: 40 }])
    expect([1, 2, 3].map((member) => predictions.histories('r', 'validation', member)?.predicted)).toEqual([Uint16Array.of(1, 1, 1, 2), Uint16Array.of(2, 2, 2, 0), undefined])
    expect(predictions.histories('r', 'train', 1)?.predicted).toEqual(Uint16Array.of(0, 3))
    expect([predictions.members('r', 'validation'), predictions.members('r', 'train')]).toEqual([[1, 2], [1]])
    predictions.cut('r', 30)
    expect(predictions.extent('r', 'validation')).toEqual({ epochs: 3, lastStep: 30 })
  })

  test('of epochs that hardly differ take hardly any room', () => {
    const { database, open } = storage()
    const classes = Uint16Array.from({ length: 10_000 }, (_, i) => (i * 7919) % 10)
    open().put('r', Array.from({ length: 5 }, (_, epoch) => ({ part: 'validation' as const, member: 1, epoch: epoch + 1, step: epoch + 1, predicted: classes.map((value, i) => (i % 500 === epoch ? (value + 1) % 10 : value)) })))
    expect(database.prepare('select max(length(predicted)) from epoch_prediction where epoch > 1').pluck().get()).toBeLessThan(300)
  })
})

test('a run keeps what it said of each validation sample, tells their lives and orders by them', async () => {
  const services = await startServices()
  const { api } = services
  const run = await whenRun(services, (await api.runs.start(spiralsSpec())).id, 'completed')
  const learning = (await api.analysis.learning({ run: run.id, part: 'validation' }))!
  const list = await api.analysis.predictions({ run: run.id, part: 'validation', scope: 'all', order: 'index' })
  expect(learning.epochs).toBe(12)
  expect(learning.unforgettable + learning.forgotten + learning.neverLearned).toBe(list.indices.length)
  const page = { offset: 0, limit: 100 }
  const of = async (order: 'neverLearned' | 'learnedLast') => api.analysis.mistakes({ run: run.id, part: 'validation', order, ...page })
  const [never, learned] = [await of('neverLearned'), await of('learnedLast')]
  expect([never.total, learned.total]).toEqual([learning.neverLearned, learning.unforgettable + learning.forgotten])
  const stories = await Promise.all([...learned.samples.indices].map((sample) => api.analysis.history({ run: run.id, part: 'validation', sample })))
  const firsts = stories.map((story) => story!.firstLearned)
  expect(firsts).toEqual(firsts.toSorted((a, b) => b - a))
  expect(firsts.at(-1)).toBeGreaterThan(0)
  // The last epoch's weights are those that predict now.
  stories.forEach((story, i) => expect(story!.kind === 'classes' && story!.predicted.at(-1)).toBe(learned.outputs[2 * i + 1]! > learned.outputs[2 * i]! ? 1 : 0))
  const train = await api.analysis.predictions({ run: run.id, part: 'train', scope: 'all', order: 'index' })
  expect(await api.analysis.history({ run: run.id, part: 'train', sample: train.indices[0]! })).toBeNull()
  expect(await api.analysis.history({ run: run.id, part: 'validation', sample: train.indices[0]! })).toBeNull()
  await expect(api.analysis.mistakes({ run: run.id, part: 'train', order: 'forgotten', ...page })).rejects.toThrow('train the experiment again with histories.train on')
})

test('an ensemble keeps what each member said, of the training part too where that is asked for, and tells what they say together', async () => {
  const services = await startServices()
  const { api } = services
  const run = await whenRun(services, (await api.runs.start(spiralsSpec({ ensemble: { kind: 'bagging', members: 3 }, histories: { train: true } }))).id, 'completed')
  expect((await api.runs.show(run.id)).spec.histories).toEqual({ train: true })
  for (const part of ['validation', 'train'] as const) {
    const list = await api.analysis.predictions({ run: run.id, part, scope: 'all', order: 'index' })
    const whole = (await api.analysis.learning({ run: run.id, part }))!
    expect(whole).toMatchObject({ epochs: 12, tolerance: null })
    expect(whole.unforgettable + whole.forgotten + whole.neverLearned).toBe(list.indices.length)
    expect(await api.analysis.learning({ run: run.id, part, member: 2 })).not.toEqual(whole)
    expect(await api.analysis.learning({ run: run.id, part, member: 4 })).toBeNull()
    const { total } = await api.analysis.mistakes({ run: run.id, part, order: 'neverLearned', offset: 0, limit: 10 })
    expect(total).toBe(whole.neverLearned)
  }
  const { indices: [sample = -1] } = await api.analysis.predictions({ run: run.id, part: 'validation', scope: 'all', order: 'index' })
  const lives = await Promise.all([1, 2, 3, undefined].map((member) => api.analysis.history({ run: run.id, part: 'validation', sample, ...(member === undefined ? {} : { member }) })))
  const said = lives.map((life) => (life?.kind === 'classes' ? [...life.predicted] : []))
  expect(said[3]).toEqual(said[0]!.map((_, epoch) => (said[0]![epoch]! + said[1]![epoch]! + said[2]![epoch]! >= 2 ? 1 : 0)))
  expect(await api.analysis.learning({ run: run.id, part: 'test' })).toBeNull()
})

test('a regression keeps how far off it was, and orders by what lies within its tolerance', async () => {
  const services = await startServices()
  const { api } = services
  const run = await whenRun(services, (await api.runs.start(spiralsSpec({
    dataset: { kind: 'noisySine', samples: 120 }, network: { layers: [{ id: 'h', kind: 'dense', units: 6, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 1 }] }, outputs: [{ from: 'out', loss: 'meanSquaredError' }], metrics: [],
  }))).id, 'completed')
  const asked = { run: run.id, part: 'validation' } as const
  const learning = (await api.analysis.learning(asked))!
  const { indices } = await api.analysis.predictions({ ...asked, order: 'index' })
  expect(learning.unforgettable + learning.forgotten + learning.neverLearned).toBe(indices.length)
  expect(learning.unforgettable + learning.forgotten).toBeGreaterThanOrEqual(indices.length / 2)
  const learned = await api.analysis.mistakes({ ...asked, order: 'learnedLast', offset: 0, limit: 100 })
  expect(learned.total).toBe(learning.unforgettable + learning.forgotten)
  const story = await api.analysis.history({ ...asked, sample: learned.samples.indices[0]! })
  if (story?.kind !== 'values') throw new Error('a regression has errors')
  expect(story.tolerance).toBe(learning.tolerance)
  expect(story.firstLearned).toBe(story.epochs[story.errors.findIndex((error) => error <= story.tolerance)])
})
