import { decodeUtf8, encodeUtf8 } from '../formats/utf8.ts'
import { sizeOf } from '../math/shape.ts'
import { formatCount } from '../schema/count-text.ts'
import { SpecError } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import type { Dataset, Targets } from './dataset.ts'

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
type SectionName = 'inputs' | 'targets' | 'givenParts'

interface Section { readonly name: SectionName; readonly type: SectionType; readonly length: number }

interface Header extends Pick<Dataset, 'name' | 'sampleCount' | 'inputShape' | 'inputScale' | 'featureNames'> {
  readonly targets: { readonly kind: 'classes'; readonly name: string; readonly classes: readonly string[] } | { readonly kind: 'values'; readonly names: readonly string[] }
  readonly sections: readonly Section[]
}

const ELEMENT_BYTES = { uint8: 1, int32: 4, float32: 4 } as const

/** The file of a data set. */
export function encodeDataset(dataset: Dataset): Uint8Array {
  const sections = sectionsOf(dataset)
  const header = encodeUtf8(JSON.stringify(headerOf(dataset, sections)))
  const offsets = placeSections(PREFIX_BYTES + header.length, sections)
  const content = new Uint8Array(offsets.end)
  content.set(encodeUtf8(MAGIC))
  content[MAGIC.length] = VERSION
  new DataView(content.buffer).setUint32(8, header.length, true)
  content.set(header, PREFIX_BYTES)
  sections.forEach(({ data }, i) => content.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offsets.starts[i]))
  return content
}

function sectionsOf({ inputs, targets, givenParts }: Dataset): (Section & { readonly data: SectionData })[] {
  const section = (name: SectionName, data: SectionData) => ({ name, type: typeOf(data), length: data.length, data })
  const required = [section('inputs', inputs), section('targets', targets.kind === 'classes' ? targets.labels : targets.values)]
  return givenParts === null ? required : [...required, section('givenParts', givenParts)]
}

const typeOf = (data: SectionData): SectionType => (data instanceof Uint8Array ? 'uint8' : data instanceof Int32Array ? 'int32' : 'float32')

/** Fields in a fixed order: the bytes depend on it. */
const headerOf = ({ name, sampleCount, inputShape, inputScale, featureNames, targets }: Dataset, sections: readonly Section[]): Header => ({
  name,
  sampleCount,
  inputShape,
  inputScale,
  featureNames,
  targets: targets.kind === 'classes' ? { kind: 'classes', name: targets.name, classes: targets.classes } : { kind: 'values', names: targets.names },
  sections: sections.map((section) => ({ name: section.name, type: section.type, length: section.length })),
})

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
  return { name, sampleCount, inputShape, inputs, inputScale, featureNames, targets: readTargets(header, sections.get('targets')), givenParts }
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

const damaged = (expected: Text, received: string): SpecError =>
  new SpecError([{ path: 'dataset', expected, received, fix: text('the file is damaged: import the data again', 'el fichero está dañado: importe los datos de nuevo') }])
