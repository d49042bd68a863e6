import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inject, onTestFinished, vi } from 'vitest'
import type { ExperimentSpec } from '../../core/index.ts'
import type { RunStatus, RunSummary } from '../../electron/contract/api.ts'
import { createServices, type Services, type ServicesOptions } from '../../electron/services/create-services.ts'
import { findInstallation, type Installation } from '../../electron/services/installation.ts'
import { temporaryFolder } from './workspace.ts'

// Threads share the machine with the other test files.
vi.setConfig({ testTimeout: 60_000 })

const programs = inject('programs')
/** This process runs from source; its workers are bundled, which saves half a second at each start. */
export const installation: Installation = { ...findInstallation(import.meta.filename), workerUrl: pathToFileURL(join(programs, 'training-worker.js')) }
export const commandLineFile = join(programs, 'cli.js')

/** The backend over a workspace that is closed after the test; with real workers. */
export async function startServices(options: Partial<ServicesOptions> = {}): Promise<Services> {
  const services = await createServices({ installation, workspace: options.workspace ?? temporaryFolder(), host: 'web', threads: 1, ...options })
  onTestFinished(() => services.close())
  return services
}

/** Learns in a moment; with many epochs it trains until it is stopped. */
export const spiralsSpec = (changes: Record<string, unknown> = {}): ExperimentSpec => ({
  version: 1,
  name: 'spirals',
  seed: 3,
  dataset: { kind: 'spirals', samples: 200 },
  network: { layers: [{ id: 'h', kind: 'dense', units: 8, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 2 }] },
  outputs: [{ from: 'out', loss: 'softmaxCrossEntropy' }],
  metrics: ['accuracy'],
  optimizer: { kind: 'adam', learningRate: 0.01 },
  batches: { size: 16, order: 'shuffle' },
  stop: { epochs: 12, early: null },
  ...changes,
}) as unknown as ExperimentSpec

export const ENDLESS = { stop: { epochs: 1_000_000, early: null } }

/** Resolves when a run has the status (or one of them); what is announced is what is stored. */
export function whenRun(services: Services, id: string, ...statuses: readonly RunStatus[]): Promise<RunSummary> {
  return whenRunIs(services, id, ({ status }) => statuses.includes(status))
}

export async function whenRunIs(services: Services, id: string, accept: (run: RunSummary) => boolean): Promise<RunSummary> {
  const { promise, resolve } = Promise.withResolvers<RunSummary>()
  const stop = services.listen((announcement, payload) => {
    if (announcement !== 'runs.changed' || !('runs' in payload)) return
    const run = payload.runs.find((candidate) => candidate.id === id)
    if (run !== undefined && accept(run)) resolve(run)
  })
  const { run } = await services.api.runs.show(id)
  if (accept(run)) resolve(run)
  return promise.finally(stop)
}
