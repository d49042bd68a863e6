import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, inject, it } from 'vitest'
import { BatchRing, createRingMemory, type BatchLayout } from '../../core/worker/batch-ring.ts'
import { openFeedThread } from '../../core/worker/feed-thread.ts'
import { prepare, runTraining } from '../support/experiments.ts'

const entry = pathToFileURL(join(inject('programs'), 'feed-worker.js')).href

const spec = (dataset: object, more: object) => ({
  version: 1, seed: 11, name: 'fed', dataset, split: { kind: 'fraction', validation: 0.2, test: 0 }, preprocessing: ['standardize'],
  optimizer: { kind: 'adam', learningRate: 0.005 }, batches: { size: 17, order: 'shuffle' }, stop: { epochs: 4 }, ...more,
})
const pictures = spec({ kind: 'strokeDigits', samples: 120, size: 14 }, {
  augmentation: ['shift', 'rotate', 'elastic', 'mixup', 'targetNoise'], network: { layers: [{ kind: 'flatten' }, { kind: 'dense', units: 20, activation: 'relu' }, { kind: 'dense', units: 10 }] },
})
const curve = spec({ kind: 'noisySine', samples: 90 }, { augmentation: ['noise', 'mixup', 'targetNoise'], network: { layers: [{ kind: 'dense', units: 8, activation: 'tanh' }, { kind: 'dense', units: 1 }] } })

describe.each([['pictures with classes', pictures], ['numbers', curve]])('%s prepared on another thread', (_name, given) => {
  it('train as those prepared when they are needed, also from the middle of an epoch', async () => {
    const alone = await runTraining(prepare(given as never))
    const fed = await runTraining(prepare(given as never), { openFeed: (input) => openFeedThread(entry, input) })
    expect(fed.finished!.weightsSha256).toBe(alone.finished!.weightsSha256)
    let time = 0
    const cut = await runTraining(prepare(given as never), { now: () => (time += 20_000), openFeed: (input) => openFeedThread(entry, input), stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && event.step >= 7 })
    const resumed = await runTraining(prepare(given as never), { resumeFrom: cut.checkpoints.get('last')!, openFeed: (input) => openFeedThread(entry, input) })
    expect(resumed.finished!.weightsSha256).toBe(alone.finished!.weightsSha256)
  })
})

describe('the ring between the threads', () => {
  const layout: BatchLayout = { batchSize: 3, width: 2, classes: true, targetCount: 0, mixing: true }
  const batch = (n: number, sampleCount = 3) => ({
    sampleCount, inputs: Float32Array.from({ length: 2 * sampleCount }, (_, i) => 10 * n + i), labels: new Int32Array(sampleCount).fill(n), values: new Float32Array(0),
    partners: { labels: new Int32Array(sampleCount).fill(-n), values: new Float32Array(0), shares: new Float32Array(sampleCount).fill(n / 8) },
  })

  it('gives back what was written, in order, short batches too', () => {
    const ring = new BatchRing(createRingMemory(layout), layout)
    for (let n = 0; n < 20; n++) {
      const sent = batch(n, n % 3 + 1)
      expect(ring.write(sent)).toBe(true)
      expect(ring.read(sent.sampleCount, 0)).toEqual(sent)
      ring.release()
    }
  })

  it('says when nothing came in time, and takes nothing once it was stopped', () => {
    const ring = new BatchRing(createRingMemory(layout), layout)
    expect(ring.read(3, 5)).toBeNull()
    ring.stop()
    expect(ring.write(batch(1))).toBe(false)
  })
})
