import { memberCount, samplerOf, type ResolvedEnsemble } from '../experiment/read-ensemble.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { PartData } from '../experiment/training-data.ts'
import type { Average } from '../ensembles/definition.ts'
import { createRandom } from '../math/random.ts'
import { sizeOf } from '../math/shape.ts'

/** Seeds are whole numbers below 2⁴⁸, far from those that people choose. */
const SEEDS = 2 ** 48

/** The first member's seed is the run's own, so that an ensemble of one is the single network. */
export const memberSeed = (seed: number, member: number): number => (member === 0 ? seed : createRandom(seed, `member/${member}`).integer(SEEDS))

/** How an ensemble's predictions are averaged. */
export const averageOf = ({ definition, hyperparameters }: ResolvedEnsemble): Average => (definition.sort === 'trained' ? definition.average(hyperparameters) : 'arithmetic')

/** The experiment that one member is, as a single network; the members of a chain differ in nothing but their weights. */
export function memberExperiment(experiment: ResolvedExperiment, member: number): ResolvedExperiment {
  const { ensemble } = experiment
  if (ensemble?.definition.sort !== 'trained') return { ...experiment, ensemble: null }
  const variant = member === 0 ? undefined : ensemble.variants[member - 1]
  return { ...experiment, ...variant, seed: memberSeed(experiment.seed, member), ensemble: null }
}

/** The experiment whose training is a chain: its sampler in place of the optimizer, its losses weighted to make one likelihood. */
export function chainExperiment(experiment: ResolvedExperiment, sampleCount: number): ResolvedExperiment {
  const { ensemble, network } = experiment
  if (ensemble?.definition.sort !== 'chain') throw new Error('Only a chain has a sampler')
  const precision = ensemble.definition.noisePrecision(ensemble.hyperparameters)
  const scales = experiment.outputs.map(({ from, loss }) => loss.definition.likelihood!(sizeOf(network.layers.find(({ id }) => id === from)!.outputShape), precision))
  // The first output keeps its weight, so that losses are reported as the spec means them.
  const outputs = experiment.outputs.map((output, index) => ({ ...output, weight: output.weight * (scales[index] / scales[0]) }))
  const optimizer = samplerOf(ensemble, { seed: experiment.seed, likelihoodScale: sampleCount * scales[0] })!
  return { ...experiment, outputs, optimizer, ensemble: null }
}

/** The parameters of all networks that the run keeps. */
export function totalParameters(experiment: ResolvedExperiment): number {
  const count = ({ network }: Pick<ResolvedExperiment, 'network'>): number => network.layers.reduce((sum, layer) => sum + layer.parameterCount, 0)
  const variants = experiment.ensemble?.variants ?? []
  return variants.length === 0 ? count(experiment) * memberCount(experiment.ensemble) : count(experiment) + variants.reduce((sum, variant) => sum + count(variant), 0)
}

/** The samples at `positions`, some perhaps several times. */
export function selectSamples(part: PartData, positions: Int32Array): PartData {
  const pick = <A extends Float32Array | Int32Array>(source: A, create: (length: number) => A): A => {
    const width = part.sampleCount === 0 ? 0 : source.length / part.sampleCount
    const picked = create(positions.length * width)
    positions.forEach((position, row) => picked.set(source.subarray(position * width, (position + 1) * width) as A, row * width))
    return picked
  }
  return {
    sampleCount: positions.length,
    inputs: pick(part.inputs, (length) => new Float32Array(length)),
    labels: pick(part.labels, (length) => new Int32Array(length)),
    values: pick(part.values, (length) => new Float32Array(length)),
    indices: pick(part.indices, (length) => new Int32Array(length)),
    weights: part.weights === null ? null : pick(part.weights, (length) => new Float32Array(length)),
    targetScale: part.targetScale,
  }
}
