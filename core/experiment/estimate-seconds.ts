import { optimizers } from '../optimizers/registry.ts'
import type { ExperimentDescription, LayerDescription } from './description.ts'
import type { ExperimentSpec } from './spec.ts'

/** What an engine takes on one machine, in seconds. */
export interface EngineSpeed {
  /** For each layer of a step, whatever its size. */
  readonly perLayer: number
  /** For each multiply-add of a sample in training, all three products counted: forward, and both gradients. */
  readonly perDense: number
  readonly perConvolution: number
  /** For each number that a layer gives, there and back. */
  readonly perElement: number
  /** For each number that an update writes: parameters and slots. */
  readonly perUpdate: number
}

/** How long a run of the same machine really took, beside what was estimated without corrections. */
export interface TimedRun {
  readonly run: string
  readonly name: string
  /** Names the work: the same for runs that differ in seed, rates and length alone. */
  readonly work: string
  readonly kind: WorkKind
  readonly estimated: number
  /** Seconds per epoch. */
  readonly actual: number
}

/** What most of the work of a network is. */
export type WorkKind = 'dense' | 'convolution' | 'recurrent'

export interface TimeEstimate {
  readonly secondsPerEpoch: number
  /** `same-work`: a run did just this; `similar-runs`: corrected by what runs of this kind took; `benchmark`: nothing but the measurement. */
  readonly basis: 'same-work' | 'similar-runs' | 'benchmark'
  /** How many runs it rests on, and the newest of them. */
  readonly runs: number
  readonly newest: string | null
}

const CONVOLUTIONS = /^(conv|locallyConnected)/
const RECURRENT = ['lstm', 'gru', 'simpleRecurrent']
/** Of the three products of a training step, evaluation does one. */
const FORWARD_SHARE = 1 / 3
const EVALUATION_ROWS = 256
/** The newest that are looked at. */
const MOST_RUNS = 9
/** Of runs that took so many times more or less, what an epoch costs beside its arithmetic says nothing: it is all of a tiny run. */
const COMPARABLE = 100

/** A step of a layer that walks along a sequence is as many. */
const stepsOf = ({ kind, inputShape }: LayerDescription): number => (RECURRENT.includes(kind) ? (inputShape?.[0] ?? 1) : 1)

/** Names what an epoch computes: nothing that changes seeds, rates or the number of epochs. */
export function workOf(spec: ExperimentSpec, { inputShape, samples }: Pick<ExperimentDescription, 'inputShape' | 'samples'>): string {
  const sized = spec.network.layers.map(({ initializer: _drawn, biasInitializer: _biases, rateFactor: _rate, ...layer }) => layer)
  return JSON.stringify([sized, inputShape, samples?.train, samples?.validation, spec.batches, spec.optimizer.kind, (spec.augmentation ?? []).map(({ kind }) => kind), spec.ensemble])
}

export function kindOfWork({ layers }: Pick<ExperimentDescription, 'layers'>): WorkKind {
  const most = layers.reduce<LayerDescription | null>((best, layer) => (best === null || layer.multiplyAdds > best.multiplyAdds ? layer : best), null)
  return most === null ? 'dense' : RECURRENT.includes(most.kind) ? 'recurrent' : CONVOLUTIONS.test(most.kind) ? 'convolution' : 'dense'
}

/** Seconds of an epoch with the evaluation after it, from the measurement alone; null where a step has no fixed length (full-batch methods search along a line) or the data are not known. */
export function secondsByBenchmark(spec: ExperimentSpec, { layers, samples, batchSize, stepsPerEpoch, issues, parameterCount, members }: ExperimentDescription, speed: EngineSpeed): number | null {
  if (issues.length > 0 || samples === null || batchSize === null || stepsPerEpoch === null || !optimizers.has(spec.optimizer.kind)) return null
  const optimizer = optimizers.get(spec.optimizer.kind)
  if (optimizer.sort === 'full-batch') return null
  const perSample = layers.reduce((sum, layer) => sum + layer.multiplyAdds * (CONVOLUTIONS.test(layer.kind) ? speed.perConvolution : speed.perDense) + layer.activationCount * speed.perElement, 0)
  const perCall = layers.reduce((sum, layer) => sum + stepsOf(layer) * speed.perLayer, 0)
  const slots = optimizer.sort === 'rule' ? 0 : optimizer.slots.length
  const perStep = perCall + (parameterCount / members) * (1 + slots) * speed.perUpdate
  const calls = Math.ceil(samples.validation / EVALUATION_ROWS)
  return stepsPerEpoch * perStep + samples.train * perSample + FORWARD_SHARE * (calls * perCall + samples.validation * perSample)
}

/** What an epoch will take, by the measurement and by what runs of the same machine really took, newest first. Null where nobody can tell. */
export function estimateSeconds(spec: ExperimentSpec, description: ExperimentDescription, speed: EngineSpeed | null, history: readonly TimedRun[]): TimeEstimate | null {
  const work = workOf(spec, description)
  const same = history.filter((run) => run.work === work).slice(0, MOST_RUNS)
  if (same.length > 0 && description.issues.length === 0) return { secondsPerEpoch: median(same.map(({ actual }) => actual)), basis: 'same-work', runs: same.length, newest: same[0]!.name }
  const measured = speed === null ? null : secondsByBenchmark(spec, description, speed)
  if (measured === null) return null
  const kind = kindOfWork(description)
  const similar = history.filter((run) => run.kind === kind && run.estimated > 0 && run.actual > 0 && Math.abs(Math.log(run.estimated / measured)) <= Math.log(COMPARABLE)).slice(0, MOST_RUNS)
  if (similar.length === 0) return { secondsPerEpoch: measured, basis: 'benchmark', runs: 0, newest: null }
  // Ratios multiply, so their middle is taken of the logarithms.
  const correction = Math.exp(median(similar.map(({ estimated, actual }) => Math.log(actual / estimated))))
  return { secondsPerEpoch: measured * correction, basis: 'similar-runs', runs: similar.length, newest: similar[0]!.name }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
