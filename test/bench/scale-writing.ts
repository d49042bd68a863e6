import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { resolveExperiment, type RunEvent } from '../../core/index.ts'
import { createCheckpointRepository } from '../../electron/database/checkpoint-repository.ts'
import { createEventRepository } from '../../electron/database/event-repository.ts'
import { createHistogramRepository } from '../../electron/database/histogram-repository.ts'
import { loadMigrations } from '../../electron/database/migrations.ts'
import { openWorkspace } from '../../electron/database/open-workspace.ts'
import { createPredictionRepository } from '../../electron/database/prediction-repository.ts'
import { createRunLog } from '../../electron/database/run-log.ts'
import { createRunRepository } from '../../electron/database/run-repository.ts'
import { createSeriesRepository } from '../../electron/database/series-repository.ts'
import { createServices, type Services } from '../../electron/services/create-services.ts'
import type { Installation } from '../../electron/services/installation.ts'
import { startRunThread } from '../../electron/services/run-thread.ts'
import { pathToFileURL } from 'node:url'
import { fillWorkspace } from './scale-workspace.ts'

/** Eight threads that report without training, as fast as the writer takes it: what the writer can do. */
export interface FloodFigures { readonly rowsPerSecond: number; readonly failures: number }

/** Eight trainings side by side, whose every step is stored by one writer. */
export interface WritingFigures {
  readonly workers: number
  /** Values of curves that came to the disk. */
  readonly rowsPerSecond: number
  /** Processor time of the writer's thread for each 200,000 of them, receiving included. */
  readonly writerMsPer200k: number
  /** Its part of all processors' time, beyond what receiving takes alone: trainings that keep all of them busy go without it. */
  readonly writerShare: number
  readonly stepsPerSecond: number
  /** By how much storing slows the trainings: quartiles of many short pairs, in which the same trainings run with everything they report thrown away. Machines whose speed changes from second to second show nothing finer. */
  readonly slowdown: readonly [lower: number, median: number, upper: number]
  /** Runs that did not train until they were told to stop, for instance because the database was locked. */
  readonly failures: number
  readonly flood: FloodFigures
}

export const WORKERS = 8
/** Of each training before anything is measured: modules are read and compiled by then. */
const WARM_STEPS = 5000
/** A tiny network, which makes more steps in a second than any other. */
export const writerSpec = (dataset: string, seed: number): object => ({
  version: 1, name: `writer ${seed}`, seed, dataset: { kind: 'stored', id: dataset }, split: { kind: 'fraction', validation: 0.1, test: 0 },
  network: { layers: [{ id: 'h', kind: 'dense', units: 8, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 2 }] }, outputs: [{ from: 'out', loss: 'softmaxCrossEntropy' }], metrics: ['accuracy'],
  optimizer: { kind: 'adam', learningRate: 0.001 }, batches: { size: 10, order: 'shuffle' }, stop: { epochs: 1_000_000, early: null },
})

/** Machines have fast and slow seconds: pairs of short rounds, in turn one or the other first, stand beside each other. */
const PAIRS = 12
const ROUND_MS = 1500
/** Threads look up several times a second whether they should rest. */
const SETTLE_MS = 700

export async function measureWriting(installation: Installation, quick: boolean): Promise<WritingFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'descent-writing-'))
  // Built workers, as the app has them: from source each would read its modules for a second.
  const built = { ...installation, workerUrl: pathToFileURL(join(installation.folder, 'out', 'main', 'training-worker.js')) }
  try {
    const services = await createServices({ installation: built, workspace: folder, host: 'web', threads: 1, parallelRuns: WORKERS })
    const { id: dataset } = await services.api.datasets.generate({ kind: 'spirals', samples: 20_000 }, 1)
    const { description } = services.datasets.find(dataset)
    const unstored = await throwAway(built, { dataset: services.datasets.pathOf(dataset), specOf: (seed) => resolveExperiment(writerSpec(dataset, seed), description).spec, description }, folder)
    const stored = await keepAll(services, dataset)
    const rounds: { readonly stored: number; readonly unstored: number }[] = []
    let [steps, elapsed, writerMs, unstoredMs, receivingMs] = [0, 0, 0, 0, 0]
    const round = async (on: Trainings, off: Trainings): Promise<number> => {
      await off.rest()
      await on.go()
      await wait(SETTLE_MS)
      const [before, processor, began] = [on.steps(), process.threadCpuUsage(), performance.now()]
      await wait(ROUND_MS)
      const [{ user, system }, passed, made] = [process.threadCpuUsage(processor), performance.now() - began, on.steps() - before]
      if (on === stored) [steps, elapsed, writerMs] = [steps + made, elapsed + passed, writerMs + (user + system) / 1000]
      else [unstoredMs, receivingMs] = [unstoredMs + passed, receivingMs + (user + system) / 1000]
      return made / passed
    }
    for (let pair = 0; pair < (quick ? 2 : PAIRS); pair++) {
      const first = pair % 2 === 0 ? await round(unstored, stored) : null
      const own = await round(stored, unstored)
      rounds.push({ stored: own, unstored: first ?? (await round(unstored, stored)) })
    }
    const failures = (await services.api.runs.list()).filter(({ status }) => status !== 'running' && status !== 'paused').length
    await unstored.end()
    await services.close()
    const rows = steps * rowsPerStep(folder, installation)
    const losses = rounds.map((pair) => 1 - pair.stored / pair.unstored).sort((a, b) => a - b)
    const quartile = (part: number): number => losses[Math.round(part * (losses.length - 1))]!
    return {
      workers: WORKERS, rowsPerSecond: (1000 * rows) / elapsed, writerMsPer200k: (200_000 * writerMs) / rows, writerShare: (writerMs / elapsed - receivingMs / unstoredMs) / availableParallelism(), stepsPerSecond: (1000 * steps) / elapsed,
      slowdown: [quartile(0.25), quartile(0.5), quartile(0.75)], failures, flood: await flood(installation, quick ? 3 : 10),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Eight trainings that may rest. */
interface Trainings { steps(): number; go(): Promise<void>; rest(): Promise<void>; end(): Promise<void> }

const stepsOf = (events: readonly RunEvent[]): number => events.reduce((sum, event) => sum + (event.type === 'steps' ? (event.series['loss']?.length ?? 0) : 0), 0)

/** Those of the app: all they report is stored. */
async function keepAll({ api, listen }: Services, dataset: string): Promise<Trainings> {
  let steps = 0
  listen((announcement, payload) => {
    if (announcement === 'runs.progressed') steps += stepsOf((payload as { readonly events: readonly RunEvent[] }).events)
  })
  const ids: string[] = []
  for (let seed = 1; seed <= WORKERS; seed++) ids.push((await api.runs.start(writerSpec(dataset, seed) as never)).id)
  while (!(await api.runs.list()).every(({ step, status }) => step > WARM_STEPS || status === 'failed')) await wait(100)
  let isOn = true
  const set = async (on: boolean): Promise<void> => {
    if (on !== isOn) await Promise.all(ids.map((id) => (on ? api.runs.resume(id) : api.runs.pause(id))))
    isOn = on
  }
  return { steps: () => steps, go: () => set(true), rest: () => set(false), end: () => set(false) }
}

/** Values that were stored for each step, on the average. */
function rowsPerStep(folder: string, installation: Installation): number {
  const { database, close } = openWorkspace(folder, 'write', loadMigrations(installation.migrationsFolder))
  const rows = database.prepare<[], number>('select sum(length) from series_chunk').pluck().get() ?? 0
  const steps = database.prepare<[], number>('select sum(step) from run').pluck().get() ?? 0
  close()
  return rows / steps
}

interface Training { readonly dataset: string; readonly description: ReturnType<typeof resolveExperiment>['data']; specOf(seed: number): ReturnType<typeof resolveExperiment>['spec'] }

/** The same trainings in the same threads, with nobody who stores what they report. */
async function throwAway({ workerUrl }: Installation, { dataset, description, specOf }: Training, folder: string): Promise<Trainings> {
  const done = new Array<number>(WORKERS).fill(0)
  const threads = Array.from({ length: WORKERS }, (_, i) => startRunThread(workerUrl, {
    spec: specOf(i + 1), description, datasetFile: dataset, checkpointFolder: join(folder, `unstored-${i}`), resumeFrom: null, initialWeights: null, threads: 1,
  }, {
    events(events) { done[i]! += stepsOf(events) },
    predicted() {}, paused() {}, resumed() {}, ended() {},
  }))
  while (!done.every((steps) => steps > WARM_STEPS)) await wait(100)
  for (const thread of threads) thread.pause()
  return {
    steps: () => done.reduce((sum, steps) => sum + steps, 0),
    go: async () => threads.forEach((thread) => thread.resume()),
    rest: async () => threads.forEach((thread) => thread.pause()),
    end: async () => { await Promise.all(threads.map((thread) => thread.kill())) },
  }
}

/** Blocks of steps with five series each; the next one is sent when the last was stored, as a trainer waits for its events to be taken. */
const REPORTER = `
const { parentPort } = require('node:worker_threads')
const NAMES = ['loss', 'learningRate', 'a', 'b', 'c']
let from = 1
parentPort.on('message', (count) => {
  parentPort.postMessage({ type: 'steps', from, epoch: 1, series: Object.fromEntries(NAMES.map((name) => [name, Float32Array.from({ length: count }, (_, i) => Math.sin(from + i))])) })
  from += count
})`
const BLOCK = 400

async function flood(installation: Installation, seconds: number): Promise<FloodFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'descent-flood-'))
  try {
    await fillWorkspace(folder, { runs: WORKERS, epochs: 1 })
    const { database, close } = openWorkspace(folder, 'write', loadMigrations(installation.migrationsFolder))
    const repositories = { runs: createRunRepository(database), events: createEventRepository(database), series: createSeriesRepository(database), checkpoints: createCheckpointRepository(database), histograms: createHistogramRepository(database), predictions: createPredictionRepository(database) }
    const log = createRunLog(database, repositories)
    const ids = database.prepare<[], string>('select id from run').pluck().all()
    let [rows, failures] = [0, 0]
    const workers = ids.map((id) => {
      const worker = new Worker(REPORTER, { eval: true })
      worker.on('message', (event: Extract<RunEvent, { type: 'steps' }>) => {
        try {
          log.record(id, [event], Date.now(), 1)
          rows += Object.values(event.series).reduce((sum, { length }) => sum + length, 0)
        } catch {
          failures++
        }
        worker.postMessage(BLOCK)
      })
      worker.postMessage(BLOCK)
      return worker
    })
    await wait(500)
    const [before, began] = [rows, performance.now()]
    await wait(1000 * seconds)
    const figures = { rowsPerSecond: (1000 * (rows - before)) / (performance.now() - began), failures }
    await Promise.all(workers.map((worker) => worker.terminate()))
    close()
    return figures
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function writingText({ flood: { rowsPerSecond: most, failures: flooded }, workers, rowsPerSecond, writerMsPer200k, writerShare, stepsPerSecond, slowdown, failures }: WritingFigures): string {
  const rounded = (value: number): string => Math.round(value).toLocaleString('en')
  const percent = (value: number): string => `${(100 * value).toFixed(2)} %`
  return `${workers} trainings at once: ${rounded(stepsPerSecond)} steps/s, ${rounded(rowsPerSecond)} rows/s stored, ${failures} failures (0); 200,000 rows keep the writer busy for ${writerMsPer200k.toFixed(1)} ms, ${percent(writerShare)} of the processors more than receiving them (< 1 %)
the trainings are slowed by ${percent(slowdown[1])} (quartiles of ${PAIRS} pairs: ${percent(slowdown[0])} … ${percent(slowdown[2])})
the writer takes ${rounded(most)} rows/s from ${workers} threads that only report (≥ 200,000), ${flooded} failures
`
}
