import { formatShape, sizeOf, type Shape } from '../math/shape.ts'
import { formatCount } from '../schema/count-text.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { halfToNumber } from './half-float.ts'
import { arrayFromBytes } from './named-array.ts'
import { integersOf, ProtobufError, readProtobuf, signedOf, type ProtobufField } from './protobuf-reader.ts'
import { decodeUtf8 } from './utf8.ts'

/** A constant of a graph; whole numbers of other types as float64. */
export interface OnnxTensor {
  readonly name: string
  readonly shape: Shape
  readonly data: Float32Array | Float64Array
}

export interface OnnxAttributes {
  number(name: string, otherwise: number): number
  integers(name: string): readonly number[] | null
  string(name: string, otherwise: string): string
  tensor(name: string): OnnxTensor | null
}

export interface OnnxNode {
  readonly operator: string
  /** '' for ONNX' own operators. */
  readonly domain: string
  readonly name: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: OnnxAttributes
}

/** An input or output of the graph; axes whose length is not fixed are null. */
export interface OnnxValue { readonly name: string; readonly shape: readonly (number | null)[] | null }

/** What of an ONNX file predictions depend on. */
export interface OnnxModel {
  readonly producer: string
  readonly opset: number
  readonly metadata: Readonly<Record<string, string>>
  readonly name: string
  readonly nodes: readonly OnnxNode[]
  /** By name. */
  readonly tensors: ReadonlyMap<string, OnnxTensor>
  /** Without those that are constants. */
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
}

/** No axis is longer, and no tensor has more. */
const MOST_AXES = 8

const messages = (fields: readonly ProtobufField[], wanted: number): readonly Uint8Array[] => fields.flatMap((field) => (field.field === wanted && field.wire === 'bytes' ? [field.bytes] : []))
const integer = (fields: readonly ProtobufField[], wanted: number, otherwise: number): number => {
  const found = fields.findLast((field) => field.field === wanted && field.wire === 'varint')
  return found?.wire === 'varint' ? signedOf(found.value) : otherwise
}
const string = (fields: readonly ProtobufField[], wanted: number): string => {
  const [found] = messages(fields, wanted).slice(-1)
  return found === undefined ? '' : decodeUtf8(found)
}

/** Reads an ONNX file. `name` stands in messages. Throws SpecError with every problem; nothing is allocated on a declared size's word alone, and no other file is opened. */
export function readOnnx(name: string, content: Uint8Array): OnnxModel {
  try {
    const model = readProtobuf(content)
    const [graphBytes] = messages(model, 7)
    if (graphBytes === undefined) throw notOnnx(name, 'a file without a graph')
    return readGraph(name, model, readProtobuf(graphBytes))
  } catch (error) {
    if (error instanceof ProtobufError) throw notOnnx(name, error.message)
    throw error
  }
}

const notOnnx = (name: string, received: string): SpecError => new SpecError([{ path: name, expected: text('a complete ONNX model', 'un modelo ONNX completo'), received, fix: text('export or copy the file again', 'exporte o copie el fichero de nuevo') }])

function readGraph(file: string, model: readonly ProtobufField[], graph: readonly ProtobufField[]): OnnxModel {
  const issues: Issue[] = []
  const tensors = new Map<string, OnnxTensor>()
  for (const bytes of messages(graph, 5)) {
    const tensor = readTensor(file, readProtobuf(bytes), issues)
    if (tensor === null) continue
    if (tensors.has(tensor.name)) issues.push({ path: `${file} ${tensor.name}`, expected: text('a name that no other tensor has', 'un nombre que no tenga otro tensor'), received: JSON.stringify(tensor.name) })
    tensors.set(tensor.name, tensor)
  }
  if (messages(graph, 15).length > 0) issues.push({ path: file, expected: text('dense tensors', 'tensores densos'), received: 'sparse ones' })
  const nodes = messages(graph, 1).map((bytes) => readNode(file, readProtobuf(bytes), issues))
  const opset = messages(model, 8).map((bytes) => readProtobuf(bytes)).find((fields) => ['', 'ai.onnx'].includes(string(fields, 1)))
  if (issues.length > 0) throw new SpecError(issues)
  return {
    producer: `${string(model, 2)} ${string(model, 3)}`.trim(),
    opset: opset === undefined ? 0 : integer(opset, 2, 0),
    metadata: Object.fromEntries(messages(model, 14).map((bytes) => readProtobuf(bytes)).map((fields) => [string(fields, 1), string(fields, 2)])),
    name: string(graph, 2),
    nodes,
    tensors,
    inputs: messages(graph, 11).map((bytes) => readValue(readProtobuf(bytes))).filter((value) => !tensors.has(value.name)),
    outputs: messages(graph, 12).map((bytes) => readValue(readProtobuf(bytes))),
  }
}

function readValue(fields: readonly ProtobufField[]): OnnxValue {
  const nested = (bytes: Uint8Array | undefined, wanted: number): Uint8Array | undefined => (bytes === undefined ? undefined : messages(readProtobuf(bytes), wanted)[0])
  const shape = nested(nested(messages(fields, 2)[0], 1), 2)
  const axes = shape === undefined ? null : messages(readProtobuf(shape), 1).map((bytes) => {
    const length = integer(readProtobuf(bytes), 1, -1)
    return length >= 1 && Number.isFinite(length) ? length : null
  })
  return { name: string(fields, 1), shape: axes }
}

function readNode(file: string, fields: readonly ProtobufField[], issues: Issue[]): OnnxNode {
  const byName = new Map(messages(fields, 5).map((bytes) => readProtobuf(bytes)).map((attribute) => [string(attribute, 1), attribute]))
  const names = (wanted: number): readonly string[] => messages(fields, wanted).map(decodeUtf8)
  const outputs = names(2)
  const path = `${file} ${string(fields, 3) || outputs[0] || ''}`
  const tensors = new Map<string, OnnxTensor>()
  for (const [name, attribute] of byName) {
    for (const bytes of messages(attribute, 5)) {
      const tensor = readTensor(path, readProtobuf(bytes), issues)
      if (tensor !== null) tensors.set(name, tensor)
    }
  }
  return {
    operator: string(fields, 4), domain: string(fields, 7), name: string(fields, 3), inputs: names(1), outputs,
    attributes: {
      number(name, otherwise) {
        const attribute = byName.get(name) ?? []
        const real = attribute.find((field) => field.field === 2 && field.wire === 'fixed32')
        if (real !== undefined && real.wire === 'fixed32') return new DataView(real.bytes.buffer, real.bytes.byteOffset).getFloat32(0, true)
        return integer(attribute, 3, otherwise)
      },
      integers: (name) => (byName.has(name) ? integersOf(byName.get(name)!, 8) : null),
      string: (name, otherwise) => (byName.has(name) ? string(byName.get(name)!, 4) : otherwise),
      tensor: (name) => tensors.get(name) ?? null,
    },
  }
}

/** Bytes per element and how they are read, by TensorProto.DataType. */
const TYPES: Readonly<Record<number, { readonly name: string; readonly bytes: number; readonly read: (view: DataView, at: number) => number }>> = {
  1: { name: 'float32', bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  2: { name: 'uint8', bytes: 1, read: (view, at) => view.getUint8(at) },
  3: { name: 'int8', bytes: 1, read: (view, at) => view.getInt8(at) },
  6: { name: 'int32', bytes: 4, read: (view, at) => view.getInt32(at, true) },
  7: { name: 'int64', bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  9: { name: 'bool', bytes: 1, read: (view, at) => view.getUint8(at) },
  10: { name: 'float16', bytes: 2, read: (view, at) => halfToNumber(view.getUint16(at, true)) },
  11: { name: 'float64', bytes: 8, read: (view, at) => view.getFloat64(at, true) },
}
/** Where numbers stand that are not in `raw_data`: the field of each type. */
const FIELDS: Readonly<Record<number, number>> = { 1: 4, 6: 5, 2: 5, 3: 5, 9: 5, 7: 7, 11: 10 }

function readTensor(file: string, fields: readonly ProtobufField[], issues: Issue[]): OnnxTensor | null {
  const name = string(fields, 8)
  const path = `${file} ${name}`.trim()
  const refuse = (expected: Issue['expected'], received: string, fix?: Issue['expected']): null => {
    issues.push({ path, expected, received, ...(fix === undefined ? {} : { fix }) })
    return null
  }
  if (integer(fields, 14, 0) !== 0 || messages(fields, 13).length > 0) {
    return refuse(text('its numbers in the file itself', 'sus números en el propio fichero'), 'numbers in another file', text('save the model as one file: other files are not opened', 'guarde el modelo en un solo fichero: no se abren otros'))
  }
  const code = integer(fields, 2, 0)
  const type = TYPES[code]
  const known = Object.values(TYPES).map((each) => each.name).join(' ')
  if (type === undefined) return refuse(text(`one of the types ${known}`, `uno de los tipos ${known}`), `data type ${code}`)
  const shape = integersOf(fields, 1)
  const count = sizeOf(shape)
  if (shape.length > MOST_AXES || shape.some((length) => length < 0) || !Number.isSafeInteger(count)) return refuse(text('an array that fits in memory', 'un array que quepa en memoria'), formatShape(shape))
  const [raw] = messages(fields, 9)
  if (code === 1 && raw?.length === 4 * count) return { name, shape, data: arrayFromBytes('float32', raw) as Float32Array }
  const values = raw === undefined ? readNumbers(fields, code) : raw.length === count * type.bytes ? readRaw(raw, type, count) : null
  if (values === null || values.length !== count) {
    const received = raw === undefined ? `${formatCount(values?.length ?? 0)} numbers` : `${formatCount(raw.length)} bytes`
    return refuse(text(`${formatCount(count)} numbers (${formatShape(shape)} ${type.name})`, `${formatCount(count, 'es')} números (${formatShape(shape)} ${type.name})`), received)
  }
  return { name, shape, data: code === 1 || code === 10 ? Float32Array.from(values) : Float64Array.from(values) }
}

function readRaw(raw: Uint8Array, { bytes, read }: (typeof TYPES)[number], count: number): Float64Array {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length)
  return Float64Array.from({ length: count }, (_, i) => read(view, i * bytes))
}

function readNumbers(fields: readonly ProtobufField[], code: number): ArrayLike<number> {
  const wanted = FIELDS[code]
  if (wanted === undefined) return []
  if (wanted === 5 || wanted === 7) return integersOf(fields, wanted)
  const bytes = wanted === 4 ? 4 : 8
  const pieces = fields.flatMap((field) => (field.field === wanted && field.wire !== 'varint' ? [field.bytes] : []))
  return pieces.flatMap((piece) => {
    const view = new DataView(piece.buffer, piece.byteOffset, piece.length)
    return Array.from({ length: Math.floor(piece.length / bytes) }, (_, i) => (bytes === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true)))
  })
}
