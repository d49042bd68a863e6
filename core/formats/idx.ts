import { formatShape, sizeOf, type Shape } from '../math/shape.ts'
import { countText, formatCount } from '../schema/count-text.ts'
import { SpecError } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import { unpackGzip } from './gzip.ts'

/** IDX, the format of MNIST: two zeros, a type, the number of axes, the axes (big-endian), the values (big-endian). */
export interface IdxArray {
  readonly type: IdxType
  readonly shape: Shape
  readonly data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array
}

const TYPES = {
  uint8: { code: 0x08, bytes: 1, create: (length: number) => new Uint8Array(length), read: (view: DataView, at: number) => view.getUint8(at), write: (view: DataView, at: number, value: number) => view.setUint8(at, value) },
  int8: { code: 0x09, bytes: 1, create: (length: number) => new Int8Array(length), read: (view: DataView, at: number) => view.getInt8(at), write: (view: DataView, at: number, value: number) => view.setInt8(at, value) },
  int16: { code: 0x0b, bytes: 2, create: (length: number) => new Int16Array(length), read: (view: DataView, at: number) => view.getInt16(at), write: (view: DataView, at: number, value: number) => view.setInt16(at, value) },
  int32: { code: 0x0c, bytes: 4, create: (length: number) => new Int32Array(length), read: (view: DataView, at: number) => view.getInt32(at), write: (view: DataView, at: number, value: number) => view.setInt32(at, value) },
  float32: { code: 0x0d, bytes: 4, create: (length: number) => new Float32Array(length), read: (view: DataView, at: number) => view.getFloat32(at), write: (view: DataView, at: number, value: number) => view.setFloat32(at, value) },
  float64: { code: 0x0e, bytes: 8, create: (length: number) => new Float64Array(length), read: (view: DataView, at: number) => view.getFloat64(at), write: (view: DataView, at: number, value: number) => view.setFloat64(at, value) },
} as const

export type IdxType = keyof typeof TYPES

const typeOfCode = (code: number): IdxType | null => (Object.keys(TYPES) as IdxType[]).find((type) => TYPES[type].code === code) ?? null

/** Whether the (unpacked) bytes begin like an IDX file. */
export const looksLikeIdx = (content: Uint8Array): boolean =>
  content.length >= 4 && content[0] === 0 && content[1] === 0 && typeOfCode(content[2]) !== null && content[3] > 0 && content[3] <= 8

/** Reads an IDX file, gzipped or not. `name` stands in messages. Throws SpecError. */
export function readIdx(name: string, packed: Uint8Array): IdxArray {
  const content = unpackGzip(name, packed)
  const { type, shape, headerBytes } = readHeader(name, content)
  const expectedBytes = headerBytes + sizeOf(shape) * TYPES[type].bytes
  if (content.length !== expectedBytes) throw wrongLength(name, content.length, expectedBytes, shape, type)
  if (type === 'uint8') return { type, shape, data: content.subarray(headerBytes) }
  const view = new DataView(content.buffer, content.byteOffset)
  const data = TYPES[type].create(sizeOf(shape))
  for (let i = 0; i < data.length; i++) data[i] = TYPES[type].read(view, headerBytes + i * TYPES[type].bytes)
  return { type, shape, data }
}

function readHeader(name: string, content: Uint8Array): { type: IdxType; shape: Shape; headerBytes: number } {
  if (!looksLikeIdx(content)) {
    const first = Array.from(content.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    throw invalid(name, text('an IDX file: 00 00, a type (08…0e) and the number of axes (1…8)', 'un fichero IDX: 00 00, un tipo (08…0e) y el número de ejes (1…8)'), content.length === 0 ? 'an empty file' : `bytes ${first}`)
  }
  const axes = content[3]
  const headerBytes = 4 + 4 * axes
  if (content.length < headerBytes) {
    throw invalid(name, countText(headerBytes, `bytes of header for ${axes} axes`, `bytes de cabecera para ${axes} ejes`), `${formatCount(content.length)} bytes`)
  }
  const view = new DataView(content.buffer, content.byteOffset)
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis))
  return { type: typeOfCode(content[2])!, shape, headerBytes }
}

function wrongLength(name: string, received: number, expected: number, shape: Shape, type: IdxType): SpecError {
  const content = `${formatShape(shape)} ${type}`
  return invalid(
    name,
    text(`${formatCount(expected)} bytes (${content} and the header)`, `${formatCount(expected, 'es')} bytes (${content} y la cabecera)`),
    `${formatCount(received)} bytes`,
    received < expected
      ? text('the file is incomplete: copy or download it again', 'el fichero está incompleto: cópielo o descárguelo de nuevo')
      : text('the file has more than its header announces: export it again', 'el fichero tiene más de lo que anuncia su cabecera: expórtelo de nuevo'),
  )
}

const invalid = (path: string, expected: Text, received: string, fix?: Text): SpecError => new SpecError([{ path, expected, received, ...(fix === undefined ? {} : { fix }) }])

/** The bytes of an IDX file, not gzipped. */
export function writeIdx({ type, shape, data }: IdxArray): Uint8Array {
  const { code, bytes, write } = TYPES[type]
  const headerBytes = 4 + 4 * shape.length
  const content = new Uint8Array(headerBytes + data.length * bytes)
  const view = new DataView(content.buffer)
  content.set([0, 0, code, shape.length])
  shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size))
  for (let i = 0; i < data.length; i++) write(view, headerBytes + i * bytes, data[i])
  return content
}
