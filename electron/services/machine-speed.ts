import { cpus } from 'node:os'
import { describeExperiment, kindOfWork, secondsByBenchmark, workOf, type EngineSpeed, type TimedRun } from '../../core/index.ts'
import type { MachineSpeed, RunId, RunStatus, RunSummary } from '../contract/api.ts'
import type { RunRepository } from '../database/run-repository.ts'
import type { SettingRepository } from '../database/setting-repository.ts'
import type { Announcer } from './announcer.ts'
import type { DatasetsService } from './datasets-service.ts'
import type { TaskWorkers } from './task-worker.ts'

export interface MachineSpeedOptions {
  readonly runs: RunRepository
  readonly datasets: DatasetsService
  readonly settings: SettingRepository
  readonly tasks: TaskWorkers
  readonly announcer: Announcer
  readonly threads: number
  /** False for a reader, which stores nothing. */
  readonly writes: boolean
  engineName(): Promise<string>
}

interface Stored { readonly machine: string; readonly speed: EngineSpeed; readonly at: number }
type StoredRun = TimedRun & { readonly machine: string }

const SPEEDS = 'engine.speeds'
const HISTORY = 'engine.timedRuns'
const MOST_MACHINES = 5
const MOST_RUNS = 60
const ENDED: readonly RunStatus[] = ['completed', 'stopped-early', 'cancelled']

/** Knows how fast this machine trains: measures the engine once, when nothing trains, and remembers what runs took. Returns how to ask. */
export function createMachineSpeed({ runs, datasets, settings, tasks, announcer, threads, writes, engineName }: MachineSpeedOptions): () => Promise<MachineSpeed> {
  let name: Promise<string> | null = null
  const machine = (): Promise<string> => (name ??= engineName().then((engine) => `${cpus()[0]?.model.trim() ?? process.arch} · ${engine} · ${threads}`))
  let measuring: Promise<void> | null = null
  let isWanted = false
  const training = new Set<RunId>()
  /** Runs that shared the machine at some time. */
  const crowded = new Set<RunId>()

  const stored = (): readonly Stored[] => settings.get<readonly Stored[]>(SPEEDS) ?? []
  const timed = (): readonly StoredRun[] => settings.get<readonly StoredRun[]>(HISTORY) ?? []

  async function current(): Promise<MachineSpeed> {
    const own = await machine()
    const found = stored().find((candidate) => candidate.machine === own)
    return { machine: own, speed: found?.speed ?? null, measuredAt: found?.at ?? null, history: timed().filter((run) => run.machine === own) }
  }

  async function measure(): Promise<void> {
    const own = await machine()
    if (stored().some((candidate) => candidate.machine === own)) return
    const speed = await tasks.once('measure-speed', { threads })
    // A training that began meanwhile has made it slower than it is.
    if (training.size > 0) return
    settings.set(SPEEDS, [{ machine: own, speed, at: Date.now() }, ...stored().filter((candidate) => candidate.machine !== own)].slice(0, MOST_MACHINES))
    isWanted = false
    announcer.announce('app.speedChanged', await current())
  }

  function measureWhenIdle(): void {
    if (!isWanted || !writes || training.size > 0 || measuring !== null) return
    // It stays unknown where it cannot be measured; the next question tries again.
    measuring = measure().catch(() => {}).finally(() => (measuring = null))
  }

  async function remember(run: RunSummary): Promise<void> {
    const { description: data } = datasets.find(run.datasetId ?? '')
    const spec = runs.spec(run.id)
    const description = describeExperiment(spec, data)
    const own = await machine()
    const found = stored().find((candidate) => candidate.machine === own)
    const entry: StoredRun = {
      machine: own, run: run.id, name: run.name, work: workOf(spec, description), kind: kindOfWork(description),
      estimated: found === undefined ? 0 : (secondsByBenchmark(spec, description, found.speed) ?? 0), actual: run.seconds / run.epoch,
    }
    settings.set(HISTORY, [entry, ...timed().filter((other) => other.run !== run.id)].slice(0, MOST_RUNS))
    announcer.announce('app.speedChanged', await current())
  }

  function follow(run: RunSummary): void {
    if (run.status === 'running') {
      training.add(run.id)
      if (training.size > 1) for (const id of training) crowded.add(id)
      return
    }
    const hasTrained = training.delete(run.id)
    if (hasTrained && ENDED.includes(run.status) && run.epoch > 0 && run.seconds > 0 && !crowded.has(run.id)) void remember(run).catch(() => {}) // without its data nothing can be learned from it
    if (run.status !== 'paused') crowded.delete(run.id)
    measureWhenIdle()
  }

  if (writes) {
    announcer.listen((announcement, payload) => {
      if (announcement === 'runs.changed') for (const run of (payload as { readonly runs: readonly RunSummary[] }).runs) follow(run)
    })
  }

  return async () => {
    const known = await current()
    if (known.speed === null) {
      isWanted = true
      measureWhenIdle()
    }
    return known
  }
}
