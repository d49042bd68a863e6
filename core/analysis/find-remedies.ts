import { applyChanges } from '../advice/apply-changes.ts'
import type { SpecChange } from '../advice/definition.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { ExperimentSpec } from '../experiment/spec.ts'
import type { PlannedLayer } from '../network/plan-network.ts'
import { suitedInitializer } from '../network/suited-initializer.ts'
import type { Resolved } from '../schema/registry.ts'
import { text, type Text } from '../schema/text.ts'
import { resolvedActivation, valueRangeOf } from '../network/layer-signal.ts'
import type { NetworkLook } from './look-inside.ts'

/** A change of the spec that was tried and mends troubles. */
export interface Remedy {
  readonly suggestion: Text
  readonly changes: readonly SpecChange[]
  /** Troubles that are left after it. */
  readonly left: number
}

type Candidate = Omit<Remedy, 'left'>

/** Initializers whose spread follows the size of a layer. */
const SCALED = ['heNormal', 'heUniform', 'glorotNormal', 'glorotUniform', 'leCunNormal', 'leCunUniform', 'orthogonal']
/** Of means and deviations of the data, from which standardizing is worth trying. */
const LARGE = 2
const MOST_REMEDIES = 2
const MOST_NAMES = 4

/** Changes that leave fewer troubles than there are, best first; each was tried with `lookAt`. */
export function findRemedies(spec: ExperimentSpec, experiment: ResolvedExperiment, { troubles, layers: [input] }: NetworkLook, lookAt: (changed: ExperimentSpec) => NetworkLook): readonly Remedy[] {
  if (troubles.length === 0) return []
  const initializers = initializerCandidate(experiment)
  const activations = activationCandidate(experiment)
  const isLarge = Math.abs(input.signal.mean) + input.signal.deviation > LARGE
  const scaling = isLarge && !spec.preprocessing.some(({ kind }) => kind === 'standardize') ? scalingCandidate(spec) : null
  const candidates = [initializers, scaling, together(scaling, initializers), activations, together(scaling, activations)].filter((candidate) => candidate !== null)
  const tried: Remedy[] = []
  for (const candidate of candidates) {
    const left = lookAt(applyChanges(spec, candidate.changes)).troubles.length
    if (left < troubles.length) tried.push({ ...candidate, left })
    if (left === 0) break
  }
  return tried.sort((a, b) => a.left - b.left).slice(0, MOST_REMEDIES)
}

const names = (layers: readonly PlannedLayer[]): string => layers.length > MOST_NAMES ? `${layers.slice(0, MOST_NAMES).map(({ id }) => id).join(', ')}, …` : layers.map(({ id }) => id).join(', ')

/** Weights drawn by the number of inputs, biases of 0. */
function initializerCandidate({ network }: ResolvedExperiment): Candidate | null {
  const changed: PlannedLayer[] = []
  const changes = network.layers.flatMap((layer): readonly SpecChange[] => {
    const { initializer, biasInitializer } = layer.resolved.hyperparameters as Readonly<Record<string, Resolved | undefined>>
    if (initializer === undefined || layer.sharesWith !== null) return []
    const suited = suitedInitializer(activationAfter(layer, network.layers))
    const path = `network.layers[${layer.index}]`
    const own = [
      ...(SCALED.includes(initializer.kind) && (initializer.kind === suited || suited === 'glorotUniform') ? [] : [{ path: `${path}.initializer`, value: suited }]),
      ...(biasInitializer === undefined || isZero(biasInitializer) ? [] : [{ path: `${path}.biasInitializer`, value: 'constant' }]),
    ]
    if (own.length > 0) changed.push(layer)
    return own
  })
  if (changes.length === 0) return null
  const kinds = [...new Set(changes.filter(({ path }) => path.endsWith('.initializer')).map(({ value }) => String(value)))]
  const which = kinds.length === 0 ? text('biases of 0', 'sesgos 0') : text(kinds.map((kind) => LABELS[kind]?.en ?? kind).join(' / '), kinds.map((kind) => LABELS[kind]?.es ?? kind).join(' / '))
  return { suggestion: text(`Use ${which.en} in ${names(changed)}`, `Usar ${which.es} en ${names(changed)}`), changes }
}

const LABELS: Readonly<Record<string, Text>> = {
  heNormal: text('He initialization', 'la inicialización de He'),
  glorotUniform: text('Glorot initialization', 'la inicialización de Glorot'),
  leCunNormal: text('LeCun initialization', 'la inicialización de LeCun'),
}

const isZero = ({ kind, hyperparameters }: Resolved): boolean => kind === 'zeros' || (kind === 'constant' && (hyperparameters as { readonly value?: number }).value === 0)

/** A layer's own activation, or that of the layer that reads it where it has none. */
function activationAfter(layer: PlannedLayer, layers: readonly PlannedLayer[]): string {
  const own = resolvedActivation(layer.resolved.hyperparameters)?.kind ?? 'linear'
  const reader = own === 'linear' ? layers.find(({ inputs }) => inputs.includes(layer.id)) : undefined
  if (reader === undefined) return own
  if (reader.resolved.definition.family === 'normalization') return activationAfter(reader, layers)
  return reader.resolved.kind === 'activation' ? (resolvedActivation(reader.resolved.hyperparameters)?.kind ?? 'linear') : own
}

const scalingCandidate = (spec: ExperimentSpec): Candidate => ({
  suggestion: text('Standardize the data', 'Estandarizar los datos'),
  changes: [{ path: 'preprocessing', value: [...spec.preprocessing, { kind: 'standardize' }] }],
})

/** ReLU units in place of hidden ones that saturate. */
function activationCandidate({ network, outputs }: ResolvedExperiment): Candidate | null {
  const ends = new Set(outputs.map(({ from }) => from))
  const saturating = network.layers.filter(({ id, resolved: { hyperparameters } }) => {
    const activation = resolvedActivation(hyperparameters)
    return activation !== null && !ends.has(id) && valueRangeOf(activation) !== null
  })
  if (saturating.length === 0) return null
  const changes = saturating.flatMap(({ index, resolved: { kind, hyperparameters } }) => [
    { path: `network.layers[${index}].${kind === 'activation' ? 'function' : 'activation'}`, value: 'relu' },
    ...('initializer' in hyperparameters ? [{ path: `network.layers[${index}].initializer`, value: 'heNormal' }] : []),
  ])
  return { suggestion: text(`Use ReLU with He initialization in ${names(saturating)}`, `Usar ReLU con la inicialización de He en ${names(saturating)}`), changes }
}

function together(first: Candidate | null, second: Candidate | null): Candidate | null {
  if (first === null || second === null) return null
  return { suggestion: text(`${first.suggestion.en}; ${lower(second.suggestion.en)}`, `${first.suggestion.es}; ${lower(second.suggestion.es)}`), changes: [...first.changes, ...second.changes] }
}

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1)
