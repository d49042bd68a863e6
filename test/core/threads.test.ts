import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, inject, it } from 'vitest'
import { createWasmEngine, parameterBytes, type HelperThreads } from '../../core/index.ts'
import { copyParameters } from '../../core/trainer/checkpoint.ts'
import { createSession } from '../../core/trainer/session.ts'
import { prepare, sha256 } from '../support/experiments.ts'
import { networks } from '../support/networks.ts'

/** Threads, and the promise that each has left its engine. */
function startThreads(): { helpers: HelperThreads; dismissed: Promise<void>[] } {
  const dismissed: Promise<void>[] = []
  return {
    dismissed,
    helpers: {
      start: (task) => new Promise((resolve) => {
        const worker = new Worker(join(inject('programs'), 'helper-thread.js'), { workerData: task })
        dismissed.push(new Promise((left) => { worker.on('message', (message) => { if (message === 'dismissed') left() }) }))
        worker.once('message', () => resolve())
      }),
    },
  }
}

const digits = { version: 1, seed: 5, dataset: { kind: 'strokeDigits', samples: 200, size: 20 }, split: { kind: 'fraction', validation: 0.1, test: 0 } }
/** The weights after some steps, as a hash. */
async function trainOn(layers: readonly object[], threads: number, build: 'relaxed' | 'wide' | 'simd'): Promise<string> {
  const { experiment, data } = prepare({ ...digits, network: { layers }, regularizers: ['l2'] } as never)
  const { helpers, dismissed } = startThreads()
  const engine = await createWasmEngine({ threads, helpers, build })
  const session = createSession(experiment, engine, data.parts.train)
  for (let step = 1; step <= 12; step++) session.trainStep(Int32Array.from({ length: 61 }, (_, i) => (i * 7 + step * 13) % data.parts.train.sampleCount), { step, stepsPerEpoch: 3, learningRate: 0.003 })
  session.evaluate(data.parts.validation)
  const hash = sha256(parameterBytes(copyParameters(session).values()))
  engine.dispose()
  await Promise.all(dismissed)
  expect(dismissed).toHaveLength(threads - 1)
  return hash
}

describe.each(Object.entries(networks))('%s', (_name, layers) => {
  it('ends with the same bits on 1, 2 and 4 threads, and on both builds with fused multiply-add', async () => {
    const alone = await trainOn(layers, 1, 'relaxed')
    for (const threads of [2, 4]) expect(await trainOn(layers, threads, 'relaxed'), `${threads} threads`).toBe(alone)
    expect(await trainOn(layers, 1, 'wide')).toBe(alone)
    expect(await trainOn(layers, 2, 'wide')).toBe(alone)
  })

  it('ends with the same bits on 1 and 3 threads on the plain build', async () => {
    expect(await trainOn(layers, 3, 'simd')).toBe(await trainOn(layers, 1, 'simd'))
  })
})

describe('an engine that must give threads back', () => {
  it('goes on with fewer, and with all again, to the same bits; those beyond sleep', async () => {
    const { experiment, data } = prepare({ ...digits, network: { layers: networks['a convolutional network'] } } as never)
    const learn = async (limits: readonly number[], now?: () => number): Promise<string> => {
      const { helpers, dismissed } = startThreads()
      const engine = await createWasmEngine({ threads: 3, helpers, build: 'relaxed', ...(now === undefined ? {} : { now }) })
      const session = createSession(experiment, engine, data.parts.train)
      for (let step = 1; step <= 9; step++) {
        engine.limitThreads(limits[step % limits.length]!)
        session.trainStep(Int32Array.from({ length: 61 }, (_, i) => (i * 7 + step * 13) % data.parts.train.sampleCount), { step, stepsPerEpoch: 3, learningRate: 0.003 })
      }
      engine.dispose()
      await Promise.all(dismissed)
      return sha256(parameterBytes(copyParameters(session).values()))
    }
    const bits = await learn([3])
    expect(await learn([1, 3, 2, 9])).toBe(bits)
    // A clock by which each step takes long: every number of threads is tried within the steps.
    let time = 0
    expect(await learn([3], () => (time += 100 + 37 * (time % 3)))).toBe(bits)
  })
})

describe('an idle engine', () => {
  it('uses no processor once its helpers sleep', async () => {
    const { helpers, dismissed } = startThreads()
    const { experiment, data } = prepare({ ...digits, network: { layers: networks['a dense network with odd sizes'] } } as never)
    const engine = await createWasmEngine({ threads: 3, helpers })
    const session = createSession(experiment, engine, data.parts.train)
    session.trainStep(Int32Array.from({ length: 64 }, (_, i) => i), { step: 1, stepsPerEpoch: 3, learningRate: 0.001 })
    await new Promise((resolve) => { setTimeout(resolve, 300) })
    const before = process.cpuUsage()
    await new Promise((resolve) => { setTimeout(resolve, 500) })
    const { user, system } = process.cpuUsage(before)
    engine.dispose()
    await Promise.all(dismissed)
    // Two spinning helpers would have used a million microseconds.
    expect(user + system).toBeLessThan(250_000)
  })
})
