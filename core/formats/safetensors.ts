import { sizeOf, type Shape } from '../math/shape.ts'
import { formatCount } from '../schema/count-text.ts'
import { describeValue, SpecError, type Issue } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import { arrayFromBytes, bytesOf, ELEMENT_BYTES, elementTypeOf, type ElementType, type NamedArray } from './named-array.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/** safetensors: the header's length (u64), a JSON header with types, shapes and offsets, the values. Loading it runs no code. */
export interface Safetensors {
  readonly tensors: readonly NamedArray[]
  /** Any texts beside the tensors. */
  readonly metadata: Readonly<Record<string, string>>
}

const TYPES: Readonly<Record<ElementType, string>> = { uint8: 'U8', int8: 'I8', int16: 'I16', int32: 'I32', int64: 'I64', float32: 'F32', float64: 'F64' }
const METADATA = '__metadata__'
const LENGTH_BYTES = 8
const ALIGNMENT = 8

/** The bytes of a .safetensors file. Wider elements come first, so that every tensor begins aligned. */
export function writeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  const ordered = tensors.toSorted((a, b) => ELEMENT_BYTES[elementTypeOf(b.data)] - ELEMENT_BYTES[elementTypeOf(a.data)])
  const entries: Record<string, unknown> = Object.keys(metadata).length === 0 ? {} : { [METADATA]: metadata }
  let end = 0
  for (const { name, shape, data } of ordered) {
    entries[name] = { dtype: TYPES[elementTypeOf(data)], shape, data_offsets: [end, end + data.byteLength] }
    end += data.byteLength
  }
  const json = encodeUtf8(JSON.stringify(entries))
  const headerBytes = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT
  const content = new Uint8Array(LENGTH_BYTES + headerBytes + end)
  new DataView(content.buffer).setBigUint64(0, BigInt(headerBytes), true)
  content.set(json, LENGTH_BYTES)
  content.fill(0x20, LENGTH_BYTES + json.length, LENGTH_BYTES + headerBytes)
  let at = LENGTH_BYTES + headerBytes
  for (const { data } of ordered) {
    content.set(bytesOf(data), at)
    at += data.byteLength
  }
  return content
}

/** Reads a .safetensors file. `name` stands in messages. Throws SpecError with every problem. */
export function readSafetensors(name: string, content: Uint8Array): Safetensors {
  const { header, from } = readHeader(name, content)
  const values = content.subarray(from)
  const { [METADATA]: metadata, ...entries } = header
  const issues: Issue[] = []
  const tensors = Object.entries(entries).flatMap(([tensor, entry]) => readTensor(name, tensor, entry, values, issues))
  if (issues.length > 0) throw new SpecError(issues)
  checkLayout(name, entries as Readonly<Record<string, Entry>>)
  const covered = tensors.reduce((sum, { data }) => sum + data.byteLength, 0)
  if (covered !== values.length) throw invalid(name, text(`${formatCount(from + covered)} bytes`, `${formatCount(from + covered, 'es')} bytes`), `${formatCount(content.length)} bytes`)
  return { tensors, metadata: (metadata ?? {}) as Record<string, string> }
}

function readHeader(name: string, content: Uint8Array): { header: Record<string, unknown>; from: number } {
  const length = content.length < LENGTH_BYTES ? Infinity : Number(new DataView(content.buffer, content.byteOffset).getBigUint64(0, true))
  const from = LENGTH_BYTES + length
  if (from > content.length) throw invalid(name, text('a complete safetensors header', 'una cabecera safetensors completa'), `${formatCount(content.length)} bytes`)
  const header = parseObject(decodeUtf8(content.subarray(LENGTH_BYTES, from)))
  if (header === null) throw invalid(name, text('a safetensors header (JSON)', 'una cabecera safetensors (JSON)'), 'something else')
  return { header, from }
}

function parseObject(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** Every byte belongs to one tensor: none is shared, none left out. */
function checkLayout(name: string, entries: Readonly<Record<string, Entry>>): void {
  const ordered = Object.entries(entries).sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1])
  let end = 0
  for (const [tensor, { data_offsets: [from, to] }] of ordered) {
    if (from !== end) throw invalid(`${name} ${tensor}`, text(`to begin at byte ${end}, where the tensor before it ends`, `que empiece en el byte ${end}, donde acaba el tensor anterior`), `byte ${from}`)
    end = to
  }
}

interface Entry { readonly dtype: string; readonly shape: Shape; readonly data_offsets: readonly [number, number] }

function readTensor(file: string, name: string, entry: unknown, values: Uint8Array, issues: Issue[]): NamedArray[] {
  const path = `${file} ${name}`
  if (!isEntry(entry)) {
    issues.push({ path, expected: text('dtype, shape and data_offsets', 'dtype, shape y data_offsets'), received: describeValue(entry) })
    return []
  }
  const type = (Object.keys(TYPES) as ElementType[]).find((known) => TYPES[known] === entry.dtype)
  if (type === undefined) {
    issues.push({ path, expected: text(`one of the types ${Object.values(TYPES).join(' ')}`, `uno de los tipos ${Object.values(TYPES).join(' ')}`), received: entry.dtype })
    return []
  }
  const [begin, end] = entry.data_offsets
  const bytes = sizeOf(entry.shape) * ELEMENT_BYTES[type]
  if (begin < 0 || end > values.length || end - begin !== bytes) {
    issues.push({ path, expected: text(`${formatCount(bytes)} bytes within the file`, `${formatCount(bytes, 'es')} bytes dentro del fichero`), received: `${formatCount(Math.max(0, Math.min(end, values.length) - begin))} bytes` })
    return []
  }
  return [{ name, shape: entry.shape, data: arrayFromBytes(type, values.subarray(begin, end)) }]
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false
  const { dtype, shape, data_offsets: offsets } = value as Partial<Entry>
  const whole = (list: unknown): boolean => Array.isArray(list) && list.every((item) => Number.isSafeInteger(item) && (item as number) >= 0)
  return typeof dtype === 'string' && whole(shape) && whole(offsets) && offsets?.length === 2
}

const invalid = (path: string, expected: Text, received: string): SpecError => new SpecError([{ path, expected, received }])
