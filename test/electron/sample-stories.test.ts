import { describe, expect, test } from 'vitest'
import { createPredictionRepository } from '../../electron/database/prediction-repository.ts'
import { spiralsSpec, startServices, whenRun } from '../support/services.ts'
import { insertRun } from '../support/stored-run.ts'
import { temporaryWorkspace } from '../support/workspace.ts'

const at = (epoch: number, ...predicted: number[]) => ({ epoch, step: 10 * epoch, predicted: Uint16Array.from(predicted) })

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
    expect(open().histories('r')).toEqual({ epochs: Int32Array.of(1, 2, 3, 4), sampleCount: 3, predicted: Uint16Array.of(3, 300, 5, 3, 301, 5, 3, 300, 5, 0, 65_535, 1) })
    expect(first.extent('r')).toEqual({ epochs: 4, last: 4 })
    expect(database.prepare('select follows, class_bytes from epoch_prediction order by epoch').raw().all()).toEqual([[0, 2], [1, 1], [1, 1], [0, 2]])
    expect(open().histories('nobody')).toBeNull()
  })

  test('of a resumed run go on after what is cut', () => {
    const { open } = storage()
    const predictions = open()
    predictions.put('r', [at(1, 1, 1), at(2, 1, 2), at(3, 2, 2)])
    predictions.cut('r', 20)
    predictions.put('r', [at(3, 0, 1), at(4, 0, 0)])
    expect([...predictions.histories('r')!.predicted]).toEqual([1, 1, 1, 2, 0, 1, 0, 0])
  })

  test('of epochs that hardly differ take hardly any room', () => {
    const { database, open } = storage()
    const classes = Uint16Array.from({ length: 10_000 }, (_, i) => (i * 7919) % 10)
    open().put('r', Array.from({ length: 5 }, (_, epoch) => ({ epoch: epoch + 1, step: epoch + 1, predicted: classes.map((value, i) => (i % 500 === epoch ? (value + 1) % 10 : value)) })))
    expect(database.prepare('select max(length(predicted)) from epoch_prediction where epoch > 1').pluck().get()).toBeLessThan(300)
  })
})

test('a run keeps what it said of each validation sample, tells their lives and orders by them', async () => {
  const services = await startServices()
  const { api } = services
  const run = await whenRun(services, (await api.runs.start(spiralsSpec())).id, 'completed')
  const learning = (await api.analysis.learning(run.id))!
  const list = await api.analysis.predictions({ run: run.id, part: 'validation', scope: 'all', order: 'index' })
  expect(learning.epochs).toBe(12)
  expect(learning.unforgettable + learning.forgotten + learning.neverLearned).toBe(list.indices.length)
  const page = { offset: 0, limit: 100 }
  const of = async (order: 'neverLearned' | 'learnedLast') => api.analysis.mistakes({ run: run.id, part: 'validation', order, ...page })
  const [never, learned] = [await of('neverLearned'), await of('learnedLast')]
  expect([never.total, learned.total]).toEqual([learning.neverLearned, learning.unforgettable + learning.forgotten])
  const stories = await Promise.all([...learned.samples.indices].map((sample) => api.analysis.history({ run: run.id, sample })))
  const firsts = stories.map((story) => story!.firstLearned)
  expect(firsts).toEqual(firsts.toSorted((a, b) => b - a))
  expect(firsts.at(-1)).toBeGreaterThan(0)
  // The last epoch's weights are those that predict now.
  stories.forEach((story, i) => expect(story!.predicted.at(-1)).toBe(learned.outputs[2 * i + 1]! > learned.outputs[2 * i]! ? 1 : 0))
  const train = await api.analysis.predictions({ run: run.id, part: 'train', scope: 'all', order: 'index' })
  expect(await api.analysis.history({ run: run.id, sample: train.indices[0]! })).toBeNull()
  await expect(api.analysis.mistakes({ run: run.id, part: 'train', order: 'forgotten', ...page })).rejects.toThrow('order: expected the validation part of a single network')
})
