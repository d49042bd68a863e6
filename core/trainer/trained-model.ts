import { memberCount, passCount } from '../experiment/read-ensemble.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { Average } from '../ensembles/definition.ts'
import { readSafetensors } from '../formats/safetensors.ts'
import { SpecError } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { FORMAT, readSections, type Checkpoint, type StoredTensor, type StoredTensors } from './checkpoint.ts'
import { ENSEMBLE_FORMAT, memberTensors, readEnsembleCheckpoint, readMembers } from './ensemble-checkpoint.ts'
import { averageOf, memberExperiment } from './ensemble-members.ts'
import { readTransforms } from './stored-transforms.ts'

/** One network of a model with its numbers. */
export interface ModelMember {
  /** Its plan, outputs and losses; a single network. */
  readonly experiment: ResolvedExperiment
  readonly tensors: StoredTensors
}

/** What a run has trained, of whatever kind: networks whose predictions are averaged. What exports are made of. */
export interface TrainedModel {
  readonly members: readonly ModelMember[]
  readonly average: Average
  /** How often each member predicts, with other masks of dropout; null where masks are off. */
  readonly passes: number | null
  readonly transforms: Checkpoint['transforms']
}

/** How a file's networks are to be used; plain JSON. */
export interface ModelManifest {
  readonly kind: string
  readonly average: Average
  readonly members: number
  readonly passes: number | null
  /** The layers of the networks beside the first, where they differ. */
  readonly networks?: readonly unknown[]
}

/** The model in a checkpoint, or in a safetensors file that was exported. Throws SpecError when the content is neither. */
export function readModel(experiment: ResolvedExperiment, content: Uint8Array): TrainedModel {
  const { tensors, metadata } = readSafetensors('checkpoint', content)
  switch (metadata['format']) {
    case FORMAT:
      return modelOf(experiment, [readSections(tensors).parameters], readTransforms(metadata['transforms'], tensors))
    case ENSEMBLE_FORMAT: {
      const { members, current, transforms } = readEnsembleCheckpoint(content)
      // Before the first member is done, the one under way is all there is.
      return modelOf(experiment, members.length > 0 || current === null ? members : [current.parameters], transforms)
    }
  }
  const exported = JSON.parse(metadata['descent'] ?? 'null') as { preprocessing?: unknown } | null
  if (exported === null) {
    throw new SpecError([{ path: '', expected: text('a checkpoint of a run, or weights exported from one', 'un punto de control de un entrenamiento, o pesos exportados de uno'), received: String(metadata['format'] ?? 'another safetensors file') }])
  }
  const members = readMembers(tensors)
  const single: StoredTensors = new Map(tensors.map(({ name, shape, data }): [string, StoredTensor] => [name, { shape, data: Float32Array.from(data as Float32Array) }]))
  return modelOf(experiment, members.length > 0 ? members : [single], readTransforms(JSON.stringify(exported.preprocessing ?? []), []))
}

/** One network of a model alone; `member` counts from 1. Throws SpecError where there is no such member. */
export function memberOf({ members }: TrainedModel, member: number): ModelMember {
  const found = members[member - 1]
  if (found !== undefined) return found
  throw new SpecError([{
    path: 'member', received: String(member),
    expected: members.length === 1 ? text('1: the model is one network', '1: el modelo es una sola red') : text(`a whole number from 1 to ${members.length}`, `un número entero de 1 a ${members.length}`),
  }])
}

const modelOf = (experiment: ResolvedExperiment, members: readonly StoredTensors[], transforms: Checkpoint['transforms']): TrainedModel => ({
  members: members.map((tensors, index) => ({ experiment: memberExperiment(experiment, index), tensors })),
  average: experiment.ensemble === null ? 'arithmetic' : averageOf(experiment.ensemble),
  passes: experiment.ensemble?.definition.sort === 'passes' ? passCount(experiment.ensemble) : null,
  transforms,
})

/** All tensors by name; those of several networks have their number before it, `member0.h1.weight`. */
export const modelTensors = (experiment: ResolvedExperiment, { members }: TrainedModel): readonly (StoredTensor & { readonly name: string })[] =>
  isSingle(experiment) ? [...members[0].tensors].map(([name, tensor]) => ({ name, ...tensor })) : memberTensors(members.map(({ tensors }) => tensors))

/** Null for a single network that predicts once. */
export function modelManifest({ ensemble, spec }: ResolvedExperiment, { members, average, passes }: TrainedModel): ModelManifest | null {
  if (ensemble === null) return null
  const networks = spec.ensemble?.networks
  return { kind: ensemble.kind, average, members: members.length, passes, ...(networks === undefined ? {} : { networks }) }
}

const isSingle = ({ ensemble }: ResolvedExperiment): boolean => ensemble === null || (ensemble.definition.sort === 'passes' && memberCount(ensemble) === 1)
