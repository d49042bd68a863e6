import { decodeUtf8, encodeUtf8 } from '../formats/utf8.ts'
import { sizeOf } from '../math/shape.ts'
import { formatCount } from '../schema/count-text.ts'
import { SpecError } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import type { Dataset, Targets } from './dataset.ts'
import { layoutOf, type SampleBlock, type SampleLayout, type SampleStream, type TargetLayout } from './sample-source.ts'

/**
 * A data set as one self-contained file: 8 bytes of magic and version, the header's length (u32), a JSON header, the sections.
 * Sections begin at multiples of 8; everything is little-endian. Equal data give equal bytes, so a file's hash names its content.
 */
const MAGIC = 'DSCTDAT'
const VERSION = 1
const PREFIX_BYTES = 12
const ALIGNMENT = 8

type SectionType = 'uint8' | 'int32' | 'float32'
type SectionData = Uint8Array | Int32Array | Float32Array
type SectionName = 'inputs' | 'targets' | 'givenParts' | 'groups' | 'weights'

interface Section { readonly name: SectionName; readonly type: SectionType; readonly length: number }

interface Header extends Pick<Dataset, 'name' | 'sampleCount' | 'inputShape' | 'inputScale' | 'featureNames'> {
  readonly targets: TargetLayout
  /** Absent in data sets without them, which keep the bytes they always had. */
  readonly groups?: string
  readonly weights?: string
  readonly sections: readonly Section[]
}

const ELEMENT_BYTES = { uint8: 1, int32: 4, float32: 4 } as const

/** The file of a data set. */
export function encodeDataset(dataset: Dataset): Uint8Array {
  const layout = layoutOf(dataset)
  const { head, offsets } = encodeHead(layout)
  const content = new Uint8Array(offsets.end)
  content.set(head)
  arraysOf(dataset).forEach((data, i) => content.set(bytesOf(data), offsets.starts[i]))
  return content
}

const arraysOf = ({ inputs, targets, givenParts, groups, weights }: Dataset): SectionData[] =>
  [inputs, targets.kind === 'classes' ? targets.labels : targets.values, givenParts, groups?.indices, weights?.values].filter((data) => data !== null && data !== undefined)

/**
 * Writes the file of a data set piece by piece, as its samples come: the same bytes as `encodeDataset` of the whole.
 * Only what is small beside the inputs (targets, parts, groups, weights) is held until its turn. Throws SpecError.
 */
export async function encodeSamples({ layout, blocks }: SampleStream, write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  const { head, offsets, sections } = encodeHead(layout)
  const [, ...rest] = sections.map(({ name, type, length }) => ({ name, data: name === 'inputs' ? new Uint8Array(0) : newArray(type, length) }))
  let at = 0
  let position = head.length
  const put = async (bytes: Uint8Array): Promise<void> => {
    position += bytes.length
    await write(bytes)
  }
  const padTo = (offset: number): Promise<void> => (offset === position ? Promise.resolve() : put(new Uint8Array(offset - position)))
  await write(head)
  await padTo(offsets.starts[0])
  for await (const block of blocks()) {
    if (at + block.count > layout.sampleCount) throw changedWhileRead()
    await put(bytesOf(block.inputs))
    for (const { name, data } of rest) {
      const values = blockData(block, name)
      if (values !== null) data.set(values, at * (values.length / Math.max(1, block.count)))
    }
    at += block.count
  }
  if (at !== layout.sampleCount) throw changedWhileRead()
  for (const [i, { data }] of rest.entries()) {
    await padTo(offsets.starts[i + 1])
    await put(bytesOf(data))
  }
}

function blockData(block: SampleBlock, name: SectionName): SectionData | null {
  switch (name) {
    case 'inputs': return block.inputs
    case 'targets': return block.targets
    case 'givenParts': return block.parts
    case 'groups': return block.groups
    case 'weights': return block.weights
  }
}

const changedWhileRead = (): SpecError =>
  new SpecError([{ path: 'files', expected: text('files that stay as they are while they are read', 'ficheros que no cambien mientras se leen'), received: 'another number of samples the second time' }])

const newArray = (type: SectionType, length: number): SectionData => (type === 'uint8' ? new Uint8Array(length) : type === 'int32' ? new Int32Array(length) : new Float32Array(length))

const bytesOf = (data: SectionData): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

/** Magic, version and header; where the sections begin. */
function encodeHead(layout: SampleLayout): { head: Uint8Array; offsets: { starts: number[]; end: number }; sections: readonly Section[] } {
  const sections = sectionsOf(layout)
  const header = encodeUtf8(JSON.stringify(headerOf(layout, sections)))
  const head = new Uint8Array(PREFIX_BYTES + header.length)
  head.set(encodeUtf8(MAGIC))
  head[MAGIC.length] = VERSION
  new DataView(head.buffer).setUint32(8, header.length, true)
  head.set(header, PREFIX_BYTES)
  return { head, offsets: placeSections(head.length, sections), sections }
}

function sectionsOf({ sampleCount, inputShape, inputType, targets, hasParts, groups, weights }: SampleLayout): Section[] {
  return [
    { name: 'inputs', type: inputType, length: sampleCount * sizeOf(inputShape) },
    targets.kind === 'classes' ? { name: 'targets', type: 'int32', length: sampleCount } : { name: 'targets', type: 'float32', length: sampleCount * targets.names.length },
    ...(hasParts ? [{ name: 'givenParts', type: 'uint8', length: sampleCount } as const] : []),
    ...(groups === null ? [] : [{ name: 'groups', type: 'int32', length: sampleCount } as const]),
    ...(weights === null ? [] : [{ name: 'weights', type: 'float32', length: sampleCount } as const]),
  ]
}

/** Fields in a fixed order: the bytes depend on it. */
const headerOf = ({ name, sampleCount, inputShape, inputScale, featureNames, targets, groups, weights }: SampleLayout, sections: readonly Section[]): Header => ({
  name,
  sampleCount,
  inputShape,
  inputScale,
  featureNames,
  targets: targets.kind === 'classes' ? { kind: 'classes', name: targets.name, classes: targets.classes } : { kind: 'values', names: targets.names },
  ...(groups === null ? {} : { groups }),
  ...(weights === null ? {} : { weights }),
  sections: sections.map((section) => ({ name: section.name, type: section.type, length: section.length })),
})

/** The bytes of a data set's file. */
export function encodedBytes(layout: SampleLayout): number {
  return encodeHead(layout).offsets.end
}

function placeSections(from: number, sections: readonly Section[]): { starts: number[]; end: number } {
  let end = from
  const starts = sections.map(({ type, length }) => {
    const start = Math.ceil(end / ALIGNMENT) * ALIGNMENT
    end = start + length * ELEMENT_BYTES[type]
    return start
  })
  return { starts, end }
}

/** The data set in a file that `encodeDataset` made. Its arrays may share the file's memory. Throws SpecError when the file is damaged. */
export function decodeDataset(file: Uint8Array): Dataset {
  // Sections are views, which need an aligned beginning.
  const content = file.byteOffset % ALIGNMENT === 0 ? file : file.slice()
  const header = readHeader(content)
  const { starts, end } = placeSections(PREFIX_BYTES + headerBytes(content), header.sections)
  if (content.length !== end) throw damaged(text(`${formatCount(end)} bytes`, `${formatCount(end, 'es')} bytes`), `${formatCount(content.length)} bytes`)
  const sections = new Map(header.sections.map(({ name, type, length }, i) => [name, view(content, type, starts[i], length)]))
  const { name, sampleCount, inputShape, inputScale, featureNames } = header
  const inputs = sections.get('inputs')
  const givenParts = sections.get('givenParts') ?? null
  if (inputs === undefined || inputs instanceof Int32Array || inputs.length !== sampleCount * sizeOf(inputShape)) throw damaged(text('the inputs of every sample', 'las entradas de cada muestra'), 'another number')
  if (givenParts !== null && !(givenParts instanceof Uint8Array && givenParts.length === sampleCount)) throw damaged(text('a part for every sample', 'una parte para cada muestra'), 'another number')
  return { name, sampleCount, inputShape, inputs, inputScale, featureNames, targets: readTargets(header, sections.get('targets')), givenParts, ...readGroups(header, sections.get('groups')), ...readWeights(header, sections.get('weights')) }
}

const headerBytes = (content: Uint8Array): number => new DataView(content.buffer, content.byteOffset).getUint32(8, true)

function readHeader(content: Uint8Array): Header {
  const magic = content.length < PREFIX_BYTES ? '' : String.fromCharCode(...content.subarray(0, MAGIC.length))
  if (magic !== MAGIC) throw damaged(text('a stored data set', 'un conjunto de datos guardado'), content.length < PREFIX_BYTES ? `${content.length} bytes` : 'another kind of file')
  if (content[MAGIC.length] !== VERSION) throw damaged(text(`version ${VERSION}`, `la versión ${VERSION}`), `version ${content[MAGIC.length]}`)
  if (PREFIX_BYTES + headerBytes(content) > content.length) throw damaged(text('a complete header', 'una cabecera completa'), `${formatCount(content.length)} bytes`)
  const json = decodeUtf8(content.subarray(PREFIX_BYTES, PREFIX_BYTES + headerBytes(content)))
  const header = parseJson(json)
  if (!isHeader(header)) throw damaged(text('a header with a name, shapes, targets and sections', 'una cabecera con nombre, formas, objetivos y secciones'), 'another one')
  return header
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false
  const header = value as Partial<Header>
  return (
    typeof header.name === 'string' &&
    Number.isSafeInteger(header.sampleCount) &&
    typeof header.inputScale === 'number' &&
    Array.isArray(header.inputShape) &&
    header.inputShape.every((size) => Number.isSafeInteger(size) && size > 0) &&
    (header.featureNames === null || Array.isArray(header.featureNames)) &&
    (header.targets?.kind === 'classes' ? Array.isArray(header.targets.classes) : header.targets?.kind === 'values' && Array.isArray(header.targets.names)) &&
    (header.groups === undefined || typeof header.groups === 'string') &&
    (header.weights === undefined || typeof header.weights === 'string') &&
    Array.isArray(header.sections) &&
    header.sections.every(({ type, length }) => Object.hasOwn(ELEMENT_BYTES, type) && Number.isSafeInteger(length) && length >= 0)
  )
}

function view(content: Uint8Array, type: SectionType, offset: number, length: number): SectionData {
  const at = content.byteOffset + offset
  if (type === 'uint8') return new Uint8Array(content.buffer, at, length)
  return type === 'int32' ? new Int32Array(content.buffer, at, length) : new Float32Array(content.buffer, at, length)
}

function readTargets({ targets, sampleCount }: Header, data: SectionData | undefined): Targets {
  if (targets.kind === 'classes') {
    const { name, classes } = targets
    if (!(data instanceof Int32Array) || data.length !== sampleCount || data.some((label) => label < 0 || label >= classes.length)) throw damaged(text('a known class for every sample', 'una clase conocida para cada muestra'), 'others')
    return { kind: 'classes', name, classes, labels: data }
  }
  if (!(data instanceof Float32Array) || data.length !== sampleCount * targets.names.length) throw damaged(text('the target values of every sample', 'los valores objetivo de cada muestra'), 'another number')
  return { kind: 'values', names: targets.names, values: data }
}

function readGroups({ groups, sampleCount }: Header, data: SectionData | undefined): Pick<Dataset, 'groups'> {
  if (groups === undefined) return {}
  if (!(data instanceof Int32Array) || data.length !== sampleCount) throw damaged(text('a group for every sample', 'un grupo para cada muestra'), 'another number')
  return { groups: { name: groups, indices: data } }
}

function readWeights({ weights, sampleCount }: Header, data: SectionData | undefined): Pick<Dataset, 'weights'> {
  if (weights === undefined) return {}
  if (!(data instanceof Float32Array) || data.length !== sampleCount) throw damaged(text('a weight for every sample', 'un peso para cada muestra'), 'another number')
  return { weights: { name: weights, values: data } }
}

const damaged = (expected: Text, received: string): SpecError =>
  new SpecError([{ path: 'dataset', expected, received, fix: text('the file is damaged: import the data again', 'el fichero está dañado: importe los datos de nuevo') }])
