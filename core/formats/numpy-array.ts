import { formatShape, sizeOf, type Shape } from '../math/shape.ts'
import { formatCount } from '../schema/count-text.ts'
import { SpecError } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import { halfToNumber } from './half-float.ts'
import { decodeUtf8 } from './utf8.ts'

/** An array as NumPy saved it, in C order: numbers of any type, truth values, or text. */
export interface NumpyArray {
  readonly shape: Shape
  readonly data: Uint8Array | Float64Array | Float32Array | readonly string[]
  /** Bytes as they are; whole numbers of other types are exact up to 2⁵³. */
  readonly whole: boolean
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
const MOST_AXES = 8
const LONGEST_HEADER = 65_536
const TYPES = 'u1 i1 u2 i2 u4 i4 u8 i8 f2 f4 f8 b1, or text (U, S)'

export const isNpy = (content: Uint8Array): boolean => content.length >= 10 && MAGIC.every((byte, i) => content[i] === byte)

interface Head { readonly kind: string; readonly bytes: number; readonly little: boolean; readonly fortran: boolean; readonly shape: Shape; readonly from: number }

/** Reads a .npy file of any byte order, row or column first. `name` stands in messages. Throws SpecError; nothing is executed or allocated on a header's word alone. */
export function readNumpyArray(name: string, content: Uint8Array): NumpyArray {
  const head = readHead(name, content)
  const expected = sizeOf(head.shape) * head.bytes
  if (content.length - head.from !== expected) {
    throw invalid(name, text(`${formatCount(head.from + expected)} bytes (${formatShape(head.shape)} and the header)`, `${formatCount(head.from + expected, 'es')} bytes (${formatShape(head.shape)} y la cabecera)`), `${formatCount(content.length)} bytes`)
  }
  const values = readValues(head, content)
  const data = head.fortran && head.shape.length > 1 ? toRowOrder(values, head.shape) : values
  return { shape: head.shape, data, whole: head.kind === 'u' || head.kind === 'i' || head.kind === 'b' }
}

function readHead(name: string, content: Uint8Array): Head {
  if (!isNpy(content)) throw invalid(name, text('a .npy file', 'un fichero .npy'), 'another kind of file')
  const view = new DataView(content.buffer, content.byteOffset, content.length)
  const wide = content[6] > 1
  const start = wide ? 12 : 10
  if (content.length < start) throw invalid(name, text('a complete header', 'una cabecera completa'), `${content.length} bytes`)
  const from = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true))
  if (from > content.length || from > LONGEST_HEADER) throw invalid(name, text('a complete header', 'una cabecera completa'), `${content.length} bytes`)
  const header = decodeUtf8(content.subarray(start, from))
  const description = /'descr':\s*'([^']*)'/.exec(header)?.[1]
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1]
  const axes = /'shape':\s*\(([\d\s,]*)\)/.exec(header)?.[1]
  if (description === undefined || fortran === undefined || axes === undefined) {
    const isRecord = /'descr':\s*\[/.test(header)
    throw invalid(name, text('a header with descr, fortran_order and shape', 'una cabecera con descr, fortran_order y shape'), isRecord ? 'an array of records' : 'another one', isRecord ? text('save its fields as arrays of their own', 'guarde sus campos como arrays propios') : undefined)
  }
  const type = /^([<>|=]?)([uifbUS])(\d{1,6})$/.exec(description)
  const width = Number(type?.[3])
  if (type === null || width === 0 || !knownWidth(type[2], width)) {
    throw invalid(name, text(`one of the types ${TYPES}`, `uno de los tipos ${TYPES}`), description, description.includes('O') ? text('convert objects to numbers or text before saving', 'convierta los objetos en números o texto antes de guardar') : undefined)
  }
  const shape = axes.split(',').filter((axis) => axis.trim() !== '').map(Number)
  if (shape.length > MOST_AXES || !Number.isSafeInteger(shape.reduce((a, b) => a * b, 4 * width))) throw invalid(name, text('an array that fits in memory', 'un array que quepa en memoria'), formatShape(shape))
  return { kind: type[2], bytes: type[2] === 'U' ? 4 * width : width, little: type[1] !== '>', fortran: fortran === 'True', shape, from }
}

function knownWidth(kind: string, bytes: number): boolean {
  switch (kind) {
    case 'u':
    case 'i': return [1, 2, 4, 8].includes(bytes)
    case 'f': return [2, 4, 8].includes(bytes)
    case 'b': return bytes === 1
    default: return true
  }
}

function readValues({ kind, bytes, little, shape, from }: Head, content: Uint8Array): NumpyArray['data'] {
  const count = sizeOf(shape)
  const view = new DataView(content.buffer, content.byteOffset + from)
  const fill = (data: Float64Array | Float32Array, at: (offset: number) => number): typeof data => {
    for (let i = 0; i < count; i++) data[i] = at(i * bytes)
    return data
  }
  switch (`${kind}${bytes}`) {
    case 'u1':
    case 'b1': return content.slice(from)
    case 'i1': return fill(new Float64Array(count), (at) => view.getInt8(at))
    case 'u2': return fill(new Float64Array(count), (at) => view.getUint16(at, little))
    case 'i2': return fill(new Float64Array(count), (at) => view.getInt16(at, little))
    case 'u4': return fill(new Float64Array(count), (at) => view.getUint32(at, little))
    case 'i4': return fill(new Float64Array(count), (at) => view.getInt32(at, little))
    case 'u8': return fill(new Float64Array(count), (at) => Number(view.getBigUint64(at, little)))
    case 'i8': return fill(new Float64Array(count), (at) => Number(view.getBigInt64(at, little)))
    case 'f2': return fill(new Float32Array(count), (at) => halfToNumber(view.getUint16(at, little)))
    case 'f4': return fill(new Float32Array(count), (at) => view.getFloat32(at, little))
    case 'f8': return fill(new Float64Array(count), (at) => view.getFloat64(at, little))
    default: return Array.from({ length: count }, (_, i) => (kind === 'U' ? readWide(view, i * bytes, bytes, little) : decodeUtf8(content.subarray(from + i * bytes, from + (i + 1) * bytes)).replace(/\0+$/, '')))
  }
}

/** UCS-4, padded with zeros. */
function readWide(view: DataView, from: number, bytes: number, little: boolean): string {
  let content = ''
  for (let at = from; at < from + bytes; at += 4) {
    const code = view.getUint32(at, little)
    if (code === 0) break
    content += code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD'
  }
  return content
}

function toRowOrder(values: NumpyArray['data'], shape: Shape): NumpyArray['data'] {
  const count = sizeOf(shape)
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1))
  const position = shape.map(() => 0)
  const ordered: { [index: number]: number | string } = Array.isArray(values) ? new Array<string>(count) : (values as Uint8Array).slice()
  for (let i = 0; i < count; i++) {
    let from = 0
    for (let axis = 0; axis < shape.length; axis++) from += position[axis] * strides[axis]
    ordered[i] = values[from]
    for (let axis = shape.length - 1; axis >= 0 && ++position[axis] === shape[axis]; axis--) position[axis] = 0
  }
  return ordered as unknown as NumpyArray['data']
}

const invalid = (path: string, expected: Text, received: string, fix?: Text): SpecError => new SpecError([{ path, expected, received, ...(fix === undefined ? {} : { fix }) }])
