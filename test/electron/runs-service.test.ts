import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { SpecError, type RunEvent } from '../../core/index.ts'
import { loadMigrations } from '../../electron/database/migrations.ts'
import { openWorkspace } from '../../electron/database/open-workspace.ts'
import { ENDLESS, installation, spiralsSpec, startServices, whenRun, whenRunIs } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'

describe('a run', () => {
  test('trains in a worker, and what it reports is stored before it is announced', async () => {
    const services = await startServices()
    const seen: RunEvent[] = []
    const unstored: string[] = []
    services.listen((announcement, payload) => {
      if (announcement !== 'runs.progressed' || !('events' in payload)) return
      seen.push(...payload.events)
      const last = payload.events.at(-1)!
      void services.api.runs.list().then(([run]) => {
        if (last.type === 'epoch' && run!.epoch < last.epoch) unstored.push(`epoch ${last.epoch}`)
      })
    })
    const { id, summary } = await services.api.runs.start(spiralsSpec())
    const run = await whenRun(services, id, 'completed')
    expect(summary).toBe('2-8-2 · Tanh · Adam 0.01 · batch 16')
    expect(run).toMatchObject({ epoch: 12, epochs: 12, step: 120, stepsPerEpoch: 10, parameterCount: 42, task: 'classification', datasetName: 'Spirals' })
    expect(run.weightsSha256).toMatch(/^[0-9a-f]{64}$/)
    expect(run.final.test?.['accuracy']).toBeGreaterThan(0.3)
    expect(unstored).toEqual([])
    const { events, checkpoints, spec } = await services.api.runs.show(id)
    expect(events.map(({ event }) => event)).toEqual(seen.filter((event) => event.type !== 'steps' && event.type !== 'layers'))
    expect(events.at(-1)?.event.type).toBe('finished')
    expect(checkpoints.map(({ tag }) => tag)).toEqual(['best', 'last'])
    expect(spec.dataset).toEqual({ kind: 'stored', id: run.datasetId })
    const [loss, accuracy] = await services.api.runs.series({ runs: [id], names: ['step/loss', 'validation/accuracy'], maximumPoints: 1000 })
    expect([...loss!.steps]).toEqual(Array.from({ length: 120 }, (_, i) => i + 1))
    expect([...loss!.values]).toEqual(seen.flatMap((event) => (event.type === 'steps' ? [...event.series['loss']!] : [])))
    const measured = seen.flatMap((event) => (event.type === 'layers' ? [event] : []))
    expect(await services.api.runs.layers(id)).toEqual({ step: 120, layers: measured.at(-1)!.layers })
    const [norms] = await services.api.runs.series({ runs: [id], names: ['layer/h/gradientNorm'], maximumPoints: 1e6 })
    expect([...norms!.values]).toEqual(measured.map(({ layers: [h] }) => h!.gradientNorm))
    expect([...(await services.api.runs.histograms(id, 'h', 'weights')).steps]).toEqual(measured.map(({ step }) => step))
    expect([...accuracy!.epochs]).toEqual(Array.from({ length: 12 }, (_, i) => i + 1))
    expect(accuracy!.values.at(-1)).toBe(run.latest.validation?.['accuracy'])
  })

  test('the same spec gives the same weights; another seed does not', async () => {
    const { api, ...services } = await startServices({ parallelRuns: 3 })
    const runs = await Promise.all([spiralsSpec(), spiralsSpec(), spiralsSpec({ seed: 4 })].map((spec) => api.runs.start(spec)))
    const [a, b, c] = await Promise.all(runs.map(({ id }) => whenRun({ api, ...services }, id, 'completed')))
    expect(a!.weightsSha256).toBe(b!.weightsSha256)
    expect(c!.weightsSha256).not.toBe(a!.weightsSha256)
    expect(new Set([a, b, c].map((run) => run!.colour)).size).toBe(3)
  })

  test('threads that help change the speed and nothing else', async () => {
    const hashes = await Promise.all([1, 3].map(async (threads) => {
      const services = await startServices({ threads, parallelRuns: 1 })
      const { id } = await services.api.runs.start(spiralsSpec())
      const { weightsSha256 } = await whenRun(services, id, 'completed')
      const { events } = await services.api.runs.show(id)
      expect(events[0]?.event).toMatchObject({ type: 'started', engine: expect.stringMatching(threads === 1 ? /^\w+$/ : /× 3$/) as string })
      return weightsSha256
    }))
    expect(hashes[0]).toBe(hashes[1])
  })

  test('a spec with five mistakes is refused with five issues, and nothing is stored', async () => {
    const { api } = await startServices()
    const bad = spiralsSpec({
      seed: -1,
      optimizer: { kind: 'adm' },
      metrics: ['accuracyy'],
      batches: { size: 0, order: 'shuffle' },
      network: { layers: [{ id: 'h', kind: 'dense', units: 'many' }, { id: 'out', kind: 'dense', units: 2 }] },
    })
    const error = await api.runs.start(bad).catch((refusal: unknown) => refusal)
    expect(error).toBeInstanceOf(SpecError)
    expect((error as SpecError).issues.map(({ path }) => path).sort()).toEqual(['batches.size', 'metrics[0].kind', 'network.layers[0].units', 'optimizer.kind', 'seed'])
    expect(await api.runs.list()).toEqual([])
    expect(await api.datasets.list()).toEqual([])
  })

  test('pauses, stays paused, resumes, and is cancelled between two batches', async () => {
    const services = await startServices()
    const { id } = await services.api.runs.start(spiralsSpec(ENDLESS))
    await whenRunIs(services, id, ({ epoch }) => epoch > 0)
    await services.api.runs.pause(id)
    const paused = await whenRun(services, id, 'paused')
    await new Promise((resolve) => setTimeout(resolve, 200))
    const later = (await services.api.runs.show(id)).run
    expect(later).toMatchObject({ status: 'paused', step: paused.step, seconds: paused.seconds })
    await services.api.runs.resume(id)
    await whenRunIs(services, id, ({ step }) => step > paused.step)
    await services.api.runs.cancel(id)
    const cancelled = await whenRun(services, id, 'cancelled')
    const { events, checkpoints } = await services.api.runs.show(id)
    expect(events.at(-1)?.event).toMatchObject({ type: 'finished', reason: 'cancelled', step: cancelled.step })
    expect(checkpoints.find(({ tag }) => tag === 'last')?.step).toBe(cancelled.step)
  })

  test('closing interrupts it; the next start knows, and it ends with the weights of an uninterrupted run', async () => {
    const workspace = temporaryFolder()
    // Far from its end when it is closed, however slowly this thread gets its turn.
    const epochs = 6000
    const spec = spiralsSpec({ stop: { epochs, early: null } })
    const first = await startServices({ workspace })
    const { id } = await first.api.runs.start(spec)
    await whenRunIs(first, id, ({ epoch }) => epoch > 0)
    await first.close()
    const second = await startServices({ workspace })
    const { run, events } = await second.api.runs.show(id)
    expect(run.status).toBe('interrupted')
    expect(run.epoch).toBeLessThan(epochs)
    expect(events.some(({ event }) => event.type === 'finished')).toBe(false)
    await second.api.runs.resume(id)
    const resumed = await whenRun(second, id, 'completed')
    const whole = await whenRun(second, (await second.api.runs.start(spec)).id, 'completed')
    expect(resumed.weightsSha256).toBe(whole.weightsSha256)
    const [a, b] = await second.api.runs.series({ runs: [id, whole.id], names: ['step/loss'], maximumPoints: 1e6 })
    expect(a!.values).toEqual(b!.values)
  })

  test('a paused run is interrupted by closing as well, at the step where it stood', async () => {
    const workspace = temporaryFolder()
    const first = await startServices({ workspace })
    const { id } = await first.api.runs.start(spiralsSpec(ENDLESS))
    await whenRunIs(first, id, ({ epoch }) => epoch > 0)
    await first.api.runs.pause(id)
    const { step } = await whenRun(first, id, 'paused')
    await first.close()
    const second = await startServices({ workspace })
    const { run, checkpoints } = await second.api.runs.show(id)
    expect(run.status).toBe('interrupted')
    expect(checkpoints.find(({ tag }) => tag === 'last')?.step).toBe(run.step)
    expect(run.step - step).toBeLessThan(10_000)
    await second.api.runs.cancel(id)
    expect((await second.api.runs.show(id)).run.status).toBe('cancelled')
  })

  test('a worker that dies fails its run with a sentence, and the queue goes on', async () => {
    const dying = pathToFileURL(join(import.meta.dirname, '../support/dying-worker.ts'))
    const services = await startServices({ installation: { ...installation, workerUrl: dying }, parallelRuns: 1 })
    const [first, second] = [await services.api.runs.start(spiralsSpec()), await services.api.runs.start(spiralsSpec())]
    expect((await whenRun(services, first.id, 'failed')).message).toContain('The training thread ended unexpectedly (code 9)')
    expect((await whenRun(services, second.id, 'failed')).status).toBe('failed')
  })

  test('one that diverges says where', async () => {
    const services = await startServices()
    const { id } = await services.api.runs.start(spiralsSpec({
      dataset: { kind: 'noisySine' },
      network: { layers: [{ id: 'h', kind: 'dense', units: 8, activation: 'relu' }, { id: 'out', kind: 'dense', units: 1 }] },
      outputs: [{ from: 'out', loss: 'meanSquaredError' }],
      metrics: [],
      optimizer: { kind: 'sgd', learningRate: 1000 },
    }))
    const run = await whenRun(services, id, 'diverged')
    expect(run.message).toMatch(/stopped being finite at step \d+, first in .+\. Try a smaller learning rate\./)
  })
})

describe('the queue', () => {
  test('trains as many as allowed, in an order that can be changed', async () => {
    const services = await startServices({ parallelRuns: 1 })
    const { api } = services
    const [a, b, c] = [await api.runs.start(spiralsSpec(ENDLESS)), await api.runs.start(spiralsSpec()), await api.runs.start(spiralsSpec())]
    await whenRun(services, a.id, 'running')
    expect((await api.runs.list()).map(({ status }) => status)).toEqual(['queued', 'queued', 'running'])
    await api.runs.reorder(c.id, 0)
    const places = new Map((await api.runs.list()).map(({ id, queuePosition }) => [id, queuePosition]))
    expect([a, c, b].map(({ id }) => places.get(id))).toEqual([null, 0, 1])
    const order: string[] = []
    services.listen((announcement, payload) => {
      if (announcement === 'runs.changed' && 'runs' in payload) for (const { id, status } of payload.runs) if (status === 'completed' && !order.includes(id)) order.push(id)
    })
    await api.runs.cancel(a.id)
    await whenRun(services, b.id, 'completed')
    expect(order).toEqual([c.id, b.id])
    await expect(api.runs.reorder(b.id, 0)).rejects.toThrow('expected a queued run, got one that is completed')
  })

  test('a queued run can be cancelled before it starts, and a finished one not any more', async () => {
    const services = await startServices({ parallelRuns: 1 })
    const { api } = services
    const [a, b] = [await api.runs.start(spiralsSpec(ENDLESS)), await api.runs.start(spiralsSpec())]
    await api.runs.cancel(b.id)
    expect((await api.runs.show(b.id)).run.status).toBe('cancelled')
    await expect(api.runs.cancel(b.id)).rejects.toThrow('expected a run that has not ended, got one that is cancelled')
    await expect(api.runs.pause(b.id)).rejects.toThrow('expected a running run')
    await api.runs.cancel(a.id)
    await whenRun(services, a.id, 'cancelled')
  })

  test('a start after a crash: running and paused runs are interrupted, queued ones train', async () => {
    const workspace = temporaryFolder()
    const first = await startServices({ workspace, parallelRuns: 1 })
    const ids = await Promise.all([spiralsSpec(), spiralsSpec(), spiralsSpec()].map(async (spec) => (await first.api.runs.start(spec)).id))
    for (const id of ids) await whenRun(first, id, 'completed')
    await first.close()
    const crashed = openWorkspace(workspace, 'write', loadMigrations(installation.migrationsFolder))
    ;['running', 'paused', 'queued'].forEach((status, i) => crashed.database.prepare('update run set status = ? where id = ?').run(status, ids[i]))
    crashed.close()
    const second = await startServices({ workspace })
    const byId = new Map((await second.api.runs.list()).map((run) => [run.id, run]))
    expect(byId.get(ids[0]!)).toMatchObject({ status: 'interrupted', message: expect.stringContaining('Resume it') as string })
    expect(byId.get(ids[1]!)?.status).toBe('interrupted')
    expect((await whenRun(second, ids[2]!, 'completed')).weightsSha256).toBe(byId.get(ids[0]!)?.weightsSha256)
  })

  test('the command line leaves runs that wait in the window\'s queue alone', async () => {
    const workspace = temporaryFolder()
    const first = await startServices({ workspace, parallelRuns: 1 })
    await first.api.runs.start(spiralsSpec(ENDLESS))
    const { id } = await first.api.runs.start(spiralsSpec())
    await first.close()
    const second = await startServices({ workspace, parallelRuns: 1, startsStored: false })
    const own = await second.api.runs.start(spiralsSpec())
    await whenRun(second, own.id, 'completed')
    expect((await second.api.runs.show(id)).run.status).toBe('queued')
  })
})

describe('the trash', () => {
  test('ends a run that is put there while it trains, and keeps it until it has ended', async () => {
    const services = await startServices()
    const { api } = services
    const { id } = await api.runs.start(spiralsSpec(ENDLESS))
    await whenRunIs(services, id, ({ epoch }) => epoch > 0)
    const announced: string[] = []
    await api.runs.remove([id])
    services.listen((announcement, payload) => {
      if (announcement === 'runs.changed' && 'runs' in payload) announced.push(...payload.runs.map((run) => run.id))
    })
    await api.runs.emptyTrash()
    await vi.waitFor(async () => expect((await api.runs.show(id)).run.status).toBe('cancelled'), { timeout: 10_000 })
    expect(announced).toEqual([])
    await vi.waitFor(async () => {
      await api.runs.emptyTrash()
      await expect(api.runs.show(id)).rejects.toThrow('expected the id of a run')
    }, { timeout: 10_000 })
  })

  test('takes runs out of sight, gives them back, and frees the disk when it is emptied', async () => {
    const workspace = temporaryFolder()
    const services = await startServices({ workspace })
    const { api } = services
    const { id } = await api.runs.start(spiralsSpec())
    const run = await whenRun(services, id, 'completed')
    await api.runs.remove([id])
    expect(await api.runs.list()).toEqual([])
    await api.runs.restore([id])
    expect(await api.runs.list()).toEqual([run])
    await api.runs.remove([id])
    const folder = join(workspace, 'artifacts', 'checkpoints', id)
    expect(readdirSync(folder)).toHaveLength(2)
    await expect(api.datasets.remove(run.datasetId!)).rejects.toThrow('one that a run needs: spirals')
    const { freedBytes } = await api.runs.emptyTrash()
    expect(freedBytes).toBeGreaterThan(1000)
    expect(existsSync(folder)).toBe(false)
    await expect(api.runs.show(id)).rejects.toThrow('expected the id of a run')
    await api.datasets.remove(run.datasetId!)
    await api.datasets.emptyTrash()
    expect(readdirSync(join(workspace, 'artifacts', 'datasets'))).toEqual([])
  })
})
