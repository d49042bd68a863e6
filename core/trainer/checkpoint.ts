import type { NamedArray } from '../formats/named-array.ts'
import { readSafetensors, writeSafetensors } from '../formats/safetensors.ts'
import type { Shape } from '../math/shape.ts'
import { matchWeights, type WeightMatch } from '../network/match-weights.ts'
import type { MinimizerState } from '../optimizers/full-batch.ts'
import type { FittedTransform } from '../preprocessing/apply-transforms.ts'
import type { ScheduleState } from '../schedules/definition.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { StopCause } from './events.ts'
import type { BestEpochState } from './best-epoch.ts'
import type { Session } from './session.ts'
import { readTransforms, TRANSFORM, transformTensors, writeTransforms } from './stored-transforms.ts'

export const FORMAT = 'descent-checkpoint-1'

/** Where a run stands between two steps; plain JSON. */
export interface Position {
  /** Steps and whole epochs done; in pre-training the steps still to come there, below 0. */
  readonly step: number
  readonly epoch: number
  /** Steps done in the epoch under way. */
  readonly stepInEpoch: number
  readonly best: BestEpochState
  /** What the schedule remembers of the epochs so far. */
  readonly schedule: ScheduleState
  /** Why the run ends here, whatever epochs were planned; absent while it goes on. */
  readonly ended?: StopCause
  /** Spent on training and evaluation so far, of runs whose seconds are limited. */
  readonly seconds?: number
}

/** Numbers as a file holds them. */
export interface StoredTensor {
  readonly shape: Shape
  readonly data: Float32Array
}

export type StoredTensors = ReadonlyMap<string, StoredTensor>

export interface Checkpoint {
  readonly position: Position
  /** Parameters and buffers by name, `h1.weight`, `norm.running_mean`. */
  readonly parameters: StoredTensors
  /** The best epoch's parameters so far; empty when there is none. */
  readonly best: StoredTensors
  /** By slot and parameter, `m/h1.weight`. */
  readonly slots: StoredTensors
  /** What a full-batch optimizer goes on from, in its own precision; empty for others. */
  readonly minimizer: MinimizerState
  /** Outputs and losses of the epoch under way; empty between epochs. */
  readonly partial: StoredTensors
  /** What the pre-training under way goes on from; empty outside it. */
  readonly pretraining: StoredTensors
  readonly transforms: readonly FittedTransform[]
}

const SECTIONS = ['parameters', 'best', 'slots', 'partial', 'pretraining'] as const
const MINIMIZER = 'minimizer/'
const prefixOf = { parameters: '', best: 'best/', slots: 'slot/', partial: 'partial/', pretraining: 'pretraining/' } as const

/** A safetensors file: parameters under their plain names (so that any reader finds them), the rest with a prefix, the position in the metadata. */
export const writeCheckpoint = (checkpoint: Checkpoint): Uint8Array =>
  writeSafetensors({ tensors: [...checkpointTensors(checkpoint), ...transformTensors(checkpoint.transforms)], metadata: { format: FORMAT, position: JSON.stringify(checkpoint.position), transforms: writeTransforms(checkpoint.transforms) } })

/** Every number of a checkpoint by its name in a file. */
export function checkpointTensors(checkpoint: Checkpoint): NamedArray[] {
  const tensors: NamedArray[] = SECTIONS.flatMap((section) => [...checkpoint[section]].map(([name, tensor]) => ({ name: prefixOf[section] + name, ...tensor })))
  for (const [name, data] of Object.entries(checkpoint.minimizer)) tensors.push({ name: MINIMIZER + name, shape: [data.length], data })
  return tensors
}

/** Throws SpecError when the content is no checkpoint of this program. */
export function readCheckpoint(content: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors('checkpoint', content)
  if (metadata['format'] !== FORMAT) {
    throw new SpecError([{ path: '', expected: text('a checkpoint of a run', 'un punto de control de un entrenamiento'), received: String(metadata['format'] ?? 'another safetensors file') }])
  }
  return { ...readSections(tensors), position: JSON.parse(metadata['position'] ?? 'null') as Position, transforms: readTransforms(metadata['transforms'], tensors) }
}

/** The numbers of a checkpoint, told apart by their names. */
export function readSections(tensors: readonly NamedArray[]): Omit<Checkpoint, 'position' | 'transforms'> {
  const sections = Object.fromEntries(SECTIONS.map((section) => [section, new Map<string, StoredTensor>()])) as Record<(typeof SECTIONS)[number], Map<string, StoredTensor>>
  const minimizer: Record<string, Float64Array> = {}
  for (const { name, shape, data } of tensors) {
    if (name.startsWith(TRANSFORM)) continue
    if (name.startsWith(MINIMIZER)) {
      minimizer[name.slice(MINIMIZER.length)] = Float64Array.from(data as Float64Array)
      continue
    }
    const section = SECTIONS.find((candidate) => prefixOf[candidate] !== '' && name.startsWith(prefixOf[candidate])) ?? 'parameters'
    sections[section].set(name.slice(prefixOf[section].length), { shape, data: Float32Array.from(data as Float32Array) })
  }
  return { ...sections, minimizer }
}

/** Copies of all parameters and buffers, by name. */
export const copyParameters = ({ network }: Pick<Session, 'network'>): StoredTensors =>
  new Map(network.tensors.map(({ name, value }) => [name, { shape: value.shape, data: Float32Array.from(value.data) }]))

export const copySlots = ({ network, slots }: Session): StoredTensors =>
  new Map(Object.entries(slots).flatMap(([slot, tensor]) => network.parameters.map((parameter) => {
    const { shape, data } = network.partOf(tensor, parameter)
    return [`${slot}/${parameter.name}`, { shape, data: Float32Array.from(data) }] as const
  })))

/** Puts stored parameters and buffers into the network; throws SpecError for each that is missing or of another shape. */
export function restoreParameters({ network }: Pick<Session, 'network'>, stored: StoredTensors): void {
  const issues = network.tensors.flatMap(({ name, value }) => {
    const tensor = stored.get(name)
    if (tensor !== undefined && tensor.data.length === value.data.length) {
      value.data.set(tensor.data)
      return []
    }
    const shape = value.shape.join(' × ')
    return [{ path: name, expected: text(`a tensor of shape ${shape}`, `un tensor de forma ${shape}`), received: tensor === undefined ? 'nothing' : tensor.shape.join(' × ') }]
  })
  if (issues.length > 0) throw new SpecError(issues)
}

export function restoreSlots({ network, slots }: Session, stored: StoredTensors): void {
  for (const [slot, tensor] of Object.entries(slots)) {
    for (const parameter of network.parameters) {
      const saved = stored.get(`${slot}/${parameter.name}`)
      if (saved !== undefined) network.partOf(tensor, parameter).data.set(saved.data)
    }
  }
}

/** All parameters and buffers as little-endian float32, in network order: what `weightsSha256` is taken of. */
export function parameterBytes(parameters: Iterable<StoredTensor>): Uint8Array {
  const list = [...parameters]
  const bytes = new Uint8Array(4 * list.reduce((count, { data }) => count + data.length, 0))
  const view = new DataView(bytes.buffer)
  let offset = 0
  for (const { data } of list) {
    for (const value of data) {
      view.setFloat32(offset, value, true)
      offset += 4
    }
  }
  return bytes
}

/** Parameters with those of a file in their place, by name, and how the names fit. Throws SpecError for each of another shape, and when no name fits. */
export function mergeWeights(current: StoredTensors, given: StoredTensors): WeightMatch & { readonly weights: StoredTensors } {
  const issues: Issue[] = []
  const match = matchWeights(current, given, issues)
  if (issues.length > 0) throw new SpecError(issues)
  return { ...match, weights: new Map([...current].map(([name, tensor]) => [name, given.get(name) ?? tensor])) }
}
