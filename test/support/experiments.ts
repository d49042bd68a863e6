import { createHash } from 'node:crypto'
import {
  createEngine, datasets, describeDataset, prepareData, resolveExperiment, trainExperiment,
  type Engine, type ResolvedExperiment, type RunEvent, type TrainingData, type TrainOptions,
} from '../../core/index.ts'

/** A spec on a generator, small enough to be trained in a test; the last layer must fit two classes. */
export const spiralsSpec = {
  version: 1,
  name: 'spirals',
  seed: 3,
  dataset: { kind: 'spirals', samples: 120, noise: 0.05 },
  split: { kind: 'fraction', validation: 0.2, test: 0.1 },
  network: { layers: [
    { id: 'h1', kind: 'dense', units: 12, activation: 'tanh' },
    { id: 'drop', kind: 'dropout', rate: 0.2 },
    { id: 'h2', kind: 'dense', units: 8, activation: 'relu', initializer: 'heNormal' },
    { id: 'out', kind: 'dense', units: 2 },
  ] },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  regularizers: [{ kind: 'l2', strength: 0.0005 }],
  batches: { size: 16, order: 'shuffle' },
  stop: { epochs: 6 },
} as const

export interface PreparedExperiment { readonly experiment: ResolvedExperiment; readonly data: TrainingData }

/** Resolves a spec on a generator and makes its data. */
export function prepare(spec: { readonly dataset: { readonly kind: string }; readonly seed?: number }): PreparedExperiment {
  const generator = datasets.resolve(spec.dataset, 'dataset', [])!
  if (generator.definition.source !== 'generator') throw new Error('The spec must use a generator')
  const dataset = generator.definition.generate(generator.hyperparameters, spec.seed ?? 1)
  const experiment = resolveExperiment(spec, describeDataset(dataset))
  return { experiment, data: prepareData(experiment, dataset) }
}

export interface Trained {
  readonly events: readonly RunEvent[]
  readonly finished: Extract<RunEvent, { type: 'finished' }> | null
  /** The newest content per tag. */
  readonly checkpoints: ReadonlyMap<string, Uint8Array>
}

/** Trains until the end, or until `stopAfter` says so: then the run is dropped as a crash would drop it. */
export async function runTraining(
  prepared: PreparedExperiment,
  options: Partial<Pick<TrainOptions, 'resumeFrom' | 'initialWeights' | 'cancellation' | 'now' | 'openFeed' | 'takeChanges'>> & { engine?: Engine; stopAfter?: (event: RunEvent) => boolean } = {},
): Promise<Trained> {
  const { stopAfter = () => false, engine = await createEngine({ kind: 'wasm' }), ...rest } = options
  const events: RunEvent[] = []
  const checkpoints = new Map<string, Uint8Array>()
  const run = trainExperiment({
    ...prepared,
    engine,
    saveCheckpoint: async (tag, content) => {
      checkpoints.set(tag, content)
      return { file: `${tag}.safetensors`, bytes: content.length, sha256: sha256(content) }
    },
    resumeFrom: null,
    initialWeights: null,
    cancellation: { aborted: false },
    hash: sha256,
    now: () => performance.now(),
    ...rest,
  })
  for await (const event of run) {
    events.push(event)
    if (stopAfter(event)) break
  }
  return { events, checkpoints, finished: events.find((event) => event.type === 'finished') ?? null }
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
