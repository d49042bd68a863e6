import { mkdirSync } from 'node:fs'
import { createRandom, describeExperiment, resolveExperiment, type ExperimentSpec, type RunEvent, type Scores } from '../../core/index.ts'
import type { RunStatus } from '../../electron/contract/api.ts'
import { createCheckpointRepository } from '../../electron/database/checkpoint-repository.ts'
import { createEventRepository } from '../../electron/database/event-repository.ts'
import { createPredictionRepository } from '../../electron/database/prediction-repository.ts'
import { createHistogramRepository } from '../../electron/database/histogram-repository.ts'
import { loadMigrations } from '../../electron/database/migrations.ts'
import { openWorkspace } from '../../electron/database/open-workspace.ts'
import { createRunLog } from '../../electron/database/run-log.ts'
import { createRunRepository } from '../../electron/database/run-repository.ts'
import { createSeriesRepository } from '../../electron/database/series-repository.ts'
import { createServices } from '../../electron/services/create-services.ts'
import { findInstallation } from '../../electron/services/installation.ts'

/**
 * Fills a workspace with invented runs that look like real ones, through the same repositories that real runs are written with:
 * `node test/bench/scale-workspace.ts FOLDER [RUNS]`. Nothing is trained.
 */
export interface ScaleOptions {
  readonly runs: number
  /** Of each run, all of which are stored as series and events. */
  readonly epochs?: number
  /** Of each experiment. */
  readonly seeds?: number
}

const NETWORKS: readonly { readonly name: string; readonly units: readonly number[]; readonly skill: number }[] = [
  { name: 'narrow', units: [16], skill: 0.8 },
  { name: 'wide', units: [128], skill: 1 },
  { name: 'deep', units: [64, 32, 16], skill: 0.95 },
]
const OPTIMIZERS = ['sgd', 'momentum', 'adam', 'rmsprop'] as const
const RATES = [0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001]
const ACTIVATIONS = ['relu', 'tanh'] as const
const BATCHES = [16, 32, 64, 128, 256]
const DECAYS = [0, 1e-5, 1e-4, 1e-3, 1e-2]
/** Where each optimizer learns best; further away it learns more slowly, far above it it diverges. */
const BEST_RATE: Readonly<Record<(typeof OPTIMIZERS)[number], number>> = { sgd: 0.1, momentum: 0.03, adam: 0.003, rmsprop: 0.001 }
const STEPS_PER_EPOCH = 13
const MINUTE_MS = 60_000

interface Setting { readonly network: (typeof NETWORKS)[number]; readonly optimizer: (typeof OPTIMIZERS)[number]; readonly rate: number; readonly activation: string; readonly batch: number; readonly decay: number }

/** All combinations, those that differ most one after the other, so that a few runs show every kind. */
function settingAt(index: number): Setting {
  const pick = <T>(values: readonly T[], of: number): T => values[of % values.length]!
  return {
    network: pick(NETWORKS, index), optimizer: pick(OPTIMIZERS, Math.floor(index / 3)), rate: pick(RATES, Math.floor(index / 12)),
    activation: pick(ACTIVATIONS, Math.floor(index / 96)), batch: pick(BATCHES, Math.floor(index / 192)), decay: pick(DECAYS, Math.floor(index / 960)),
  }
}

const specOf = ({ network, optimizer, rate, activation, batch, decay }: Setting, index: number, seed: number, epochs: number, dataset: string): unknown => ({
  version: 1, name: `${network.name} ${optimizer} ${rate}${index >= 960 ? ` decay ${decay}` : ''}`, seed,
  dataset: { kind: 'stored', id: dataset },
  network: { layers: [...network.units.map((units, layer) => ({ id: `h${layer + 1}`, kind: 'dense', units, activation })), { id: 'out', kind: 'dense', units: 2 }] },
  outputs: [{ from: 'out', loss: 'softmaxCrossEntropy' }],
  metrics: ['accuracy'],
  optimizer: { kind: optimizer, learningRate: rate },
  regularizers: decay === 0 ? [] : [{ kind: 'l2', strength: decay }],
  batches: { size: batch, order: 'shuffle' },
  stop: { epochs, early: null },
})

function scoresAt(epoch: number, speed: number, floor: number, noise: () => number): Scores {
  const loss = Math.max(1e-4, 0.69 * Math.exp(-0.25 * speed * epoch) + floor + 0.01 * noise())
  return { loss, accuracy: Math.min(1, Math.max(0.3, 1 - loss / 1.4 + 0.004 * noise())) }
}

function eventsOf(setting: Setting, seed: number, epochs: number, parameterCount: number, status: RunStatus): RunEvent[] {
  const random = createRandom(seed * 7919 + Math.round(setting.rate * 1e5) + setting.batch, 'scale')
  const noise = (): number => random.normal()
  const distance = Math.log10(setting.rate / BEST_RATE[setting.optimizer])
  const speed = setting.network.skill * Math.exp(-(distance ** 2) / 1.5)
  const reached = status === 'diverged' ? 2 : status === 'cancelled' || status === 'interrupted' ? Math.ceil(epochs / 2) : epochs
  const floor = 0.02 + 0.2 * setting.decay ** 0.5
  const events: RunEvent[] = [{ type: 'started', step: 0, epoch: 0, parameterCount, stepsPerEpoch: STEPS_PER_EPOCH, samples: { train: 160, validation: 20, test: 20 }, layers: [], engine: 'simd, 2 threads' }]
  let best = { epoch: 0, monitor: 'validation.loss', value: Infinity }
  let latest: { train: Scores; validation: Scores } | null = null
  for (let epoch = 1; epoch <= reached; epoch++) {
    latest = { train: scoresAt(epoch, speed, floor, noise), validation: scoresAt(epoch, speed * 0.93, floor + 0.02, noise) }
    const { loss } = latest.validation
    const isBest = loss! < best.value
    if (isBest) best = { ...best, epoch, value: loss! }
    events.push({ type: 'epoch', epoch, step: epoch * STEPS_PER_EPOCH, ...latest, learningRate: setting.rate, trainSeconds: 0.02, evaluationSeconds: 0.005, samplesPerSecond: Math.round(9000 * (1 + 0.2 * random.uniform()) * Math.sqrt(setting.batch / 32)), best: isBest })
  }
  if (status === 'interrupted' || latest === null) return events
  const isDone = status === 'completed' || status === 'stopped-early'
  events.push({
    type: 'finished', reason: status as 'completed', epoch: reached, step: reached * STEPS_PER_EPOCH, restoredEpoch: null, best: status === 'diverged' ? null : best,
    final: isDone ? { ...latest, test: scoresAt(reached, speed * 0.9, floor + 0.03, noise) } : { train: null, validation: null, test: null },
    divergedAt: status === 'diverged' ? 'h1' : null, weightsSha256: 'a3f5'.repeat(16),
  })
  return events
}

/** One in fifty was stopped, one in a hundred interrupted; what learns far too fast diverges. */
function statusOf({ optimizer, rate }: Setting, place: number): RunStatus {
  if (rate > 40 * BEST_RATE[optimizer]) return 'diverged'
  return place % 100 === 99 ? 'interrupted' : place % 50 === 48 ? 'cancelled' : place % 7 === 3 ? 'stopped-early' : 'completed'
}

/** Fills an empty workspace; `seeds` runs of each experiment, which differ in network, optimizer, rate, activation, batches and decay. */
export async function fillWorkspace(folder: string, { runs: count, epochs = 20, seeds = 5 }: ScaleOptions): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const installation = findInstallation(import.meta.filename)
  const services = await createServices({ installation, workspace: folder, host: 'web', threads: 1 })
  const dataset = await services.api.datasets.generate({ kind: 'spirals', samples: 200 }, 1)
  const { description } = services.datasets.find(dataset.id)
  await services.close()

  const { database, close } = openWorkspace(folder, 'write', loadMigrations(installation.migrationsFolder))
  const repositories = { runs: createRunRepository(database), events: createEventRepository(database), series: createSeriesRepository(database), checkpoints: createCheckpointRepository(database), histograms: createHistogramRepository(database), predictions: createPredictionRepository(database) }
  const log = createRunLog(database, repositories)
  const began = Date.now() - count * MINUTE_MS
  // Runs commit one by one; without syncs each is a write to memory.
  database.pragma('synchronous = off')
  let resolved: { readonly spec: ExperimentSpec; readonly summary: string; readonly parameters: number } | null = null
  for (let place = 0; place < count; place++) {
    const [experiment, seed] = [Math.floor(place / seeds), (place % seeds) + 1]
    const setting = settingAt(experiment)
    if (seed === 1 || resolved === null) {
      const { spec } = resolveExperiment(specOf(setting, experiment, seed, epochs, dataset.id), description)
      const { summary, parameterCount } = describeExperiment(spec, description)
      resolved = { spec, summary, parameters: parameterCount ?? 0 }
    }
    const [id, createdAt, status] = [`s${String(place).padStart(7, '0')}`, began + place * MINUTE_MS, statusOf(setting, place)]
    repositories.runs.create({ id, spec: { ...resolved.spec, seed }, epochs, summary: resolved.summary, datasetId: dataset.id, datasetName: dataset.name, task: dataset.task, createdAt })
    log.record(id, eventsOf(setting, seed, epochs, resolved.parameters, status), createdAt + 1000 + epochs * 25, epochs * 0.025)
    if (status === 'interrupted') repositories.runs.setStatus(id, status)
    repositories.series.forget(id)
  }
  close()
}

if (process.argv[1] === import.meta.filename) {
  const [folder, count = '10000'] = process.argv.slice(2)
  if (folder === undefined) throw new Error('Name the folder of an empty workspace.')
  const began = performance.now()
  await fillWorkspace(folder, { runs: Number(count) })
  process.stdout.write(`${count} runs in ${((performance.now() - began) / 1000).toFixed(1)} s\n`)
}
