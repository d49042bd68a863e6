import type { NamedArray } from '../formats/named-array.ts'
import { readSafetensors, writeSafetensors } from '../formats/safetensors.ts'
import { SpecError } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { checkpointTensors, readSections, type Checkpoint, type Position, type StoredTensor, type StoredTensors } from './checkpoint.ts'
import type { FinishReason } from './events.ts'
import { readTransforms, transformTensors, writeTransforms } from './stored-transforms.ts'

export const ENSEMBLE_FORMAT = 'descent-ensemble-1'

/** Where an ensemble stands; plain JSON. */
export interface EnsemblePosition {
  /** Steps and epochs of the members that are done. */
  readonly step: number
  readonly epoch: number
  /** How each member that is done ended. */
  readonly reasons: readonly FinishReason[]
}

/** Everything an ensemble goes on from: the members that are done, and the training under way. */
export interface EnsembleCheckpoint {
  readonly position: EnsemblePosition
  readonly members: readonly StoredTensors[]
  /** Null between two members. */
  readonly current: Checkpoint | null
  readonly transforms: Checkpoint['transforms']
  /** What the file says of itself: the kind, how predictions are averaged. */
  readonly manifest: Readonly<Record<string, unknown>>
}

const CURRENT = 'current/'
const MEMBER = /^member(\d+)\.(.+)$/

/** The members' tensors by name, `member0.h1.weight`, … */
export const memberTensors = (members: readonly StoredTensors[]): readonly (StoredTensor & { readonly name: string })[] =>
  members.flatMap((tensors, index) => [...tensors].map(([name, tensor]) => ({ name: `member${index}.${name}`, ...tensor })))

/** The members that tensors named so make; other names are left aside. */
export function readMembers(tensors: readonly NamedArray[]): readonly StoredTensors[] {
  const members: Map<string, StoredTensor>[] = []
  for (const { name, shape, data } of tensors) {
    const [, index, own] = MEMBER.exec(name) ?? []
    if (own === undefined) continue
    const member = (members[Number(index)] ??= new Map<string, StoredTensor>())
    member.set(own, { shape, data: Float32Array.from(data as Float32Array) })
  }
  return members
}

/** A safetensors file: the members' tensors with their number before the name, the training under way behind `current/`, the rest in the metadata. */
export function writeEnsembleCheckpoint({ position, members, current, transforms, manifest }: EnsembleCheckpoint): Uint8Array {
  const underWay = current === null ? [] : checkpointTensors(current).map((tensor) => ({ ...tensor, name: CURRENT + tensor.name }))
  return writeSafetensors({
    tensors: [...memberTensors(members), ...underWay, ...transformTensors(transforms)],
    metadata: {
      format: ENSEMBLE_FORMAT, ensemble: JSON.stringify({ ...manifest, members: members.length }), position: JSON.stringify(position), transforms: writeTransforms(transforms),
      ...(current === null ? {} : { current: JSON.stringify(current.position) }),
    },
  })
}

/** Throws SpecError when the content is no checkpoint of an ensemble. */
export function readEnsembleCheckpoint(content: Uint8Array): EnsembleCheckpoint {
  const { tensors, metadata } = readSafetensors('checkpoint', content)
  if (metadata['format'] !== ENSEMBLE_FORMAT) {
    throw new SpecError([{ path: '', expected: text('a checkpoint of an ensemble', 'un punto de control de un conjunto de redes'), received: String(metadata['format'] ?? 'another safetensors file') }])
  }
  const transforms = readTransforms(metadata['transforms'], tensors)
  const underWay = tensors.filter(({ name }) => name.startsWith(CURRENT)).map((tensor) => ({ ...tensor, name: tensor.name.slice(CURRENT.length) }))
  return {
    position: JSON.parse(metadata['position'] ?? 'null') as EnsemblePosition,
    members: readMembers(tensors),
    current: metadata['current'] === undefined ? null : { ...readSections(underWay), position: JSON.parse(metadata['current']) as Position, transforms },
    transforms,
    manifest: JSON.parse(metadata['ensemble'] ?? '{}') as Record<string, unknown>,
  }
}
