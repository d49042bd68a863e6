import { formatShape, sizeOf, type Shape } from '../math/shape.ts'
import { formatCount } from '../schema/count-text.ts'
import { SpecError } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import { arrayFromBytes, bytesOf, ELEMENT_BYTES, elementTypeOf, type ArrayData, type ElementType } from './named-array.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/** NumPy's format for one array: magic, version, a Python dictionary as text, the values. */
export interface NpyArray {
  readonly shape: Shape
  readonly data: ArrayData
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
/** NumPy pads the header so that the values begin at a multiple of this. */
const ALIGNMENT = 64
const DESCRIPTIONS: Readonly<Record<ElementType, string>> = { uint8: '|u1', int8: '|i1', int16: '<i2', int32: '<i4', int64: '<i8', float32: '<f4', float64: '<f8' }

/** The bytes of a .npy file, version 1.0. */
export function writeNpy({ shape, data }: NpyArray): Uint8Array {
  const type = elementTypeOf(data)
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const dictionary = `{'descr': '${DESCRIPTIONS[type]}', 'fortran_order': False, 'shape': (${axes}), }`
  const unpadded = MAGIC.length + 4 + dictionary.length + 1
  const padding = (ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT
  const header = encodeUtf8(`${dictionary}${' '.repeat(padding)}\n`)
  const content = new Uint8Array(MAGIC.length + 4 + header.length + data.byteLength)
  content.set(MAGIC)
  content.set([1, 0, header.length & 0xff, header.length >> 8], MAGIC.length)
  content.set(header, MAGIC.length + 4)
  content.set(bytesOf(data), MAGIC.length + 4 + header.length)
  return content
}

/** Reads a .npy file. `name` stands in messages. Throws SpecError. */
export function readNpy(name: string, content: Uint8Array): NpyArray {
  const { header, from } = readHeader(name, content)
  const description = /'descr':\s*'([^']*)'/.exec(header)?.[1]
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1]
  const axes = /'shape':\s*\(([\d\s,]*)\)/.exec(header)?.[1]
  if (description === undefined || fortran === undefined || axes === undefined) throw invalid(name, text('a header with descr, fortran_order and shape', 'una cabecera con descr, fortran_order y shape'), header.trim())
  const type = (Object.keys(DESCRIPTIONS) as ElementType[]).find((known) => DESCRIPTIONS[known] === description)
  if (type === undefined) throw invalid(name, text(`one of the types ${Object.values(DESCRIPTIONS).join(' ')}`, `uno de los tipos ${Object.values(DESCRIPTIONS).join(' ')}`), description)
  const shape = axes.split(',').filter((axis) => axis.trim() !== '').map(Number)
  if (fortran === 'True' && shape.length > 1) throw invalid(name, text('rows first (C order)', 'filas primero (orden C)'), 'Fortran order', text('save numpy.ascontiguousarray(array)', 'guarde numpy.ascontiguousarray(array)'))
  const expected = sizeOf(shape) * ELEMENT_BYTES[type]
  if (content.length - from !== expected) {
    throw invalid(name, text(`${formatCount(from + expected)} bytes (${formatShape(shape)} ${type} and the header)`, `${formatCount(from + expected, 'es')} bytes (${formatShape(shape)} ${type} y la cabecera)`), `${formatCount(content.length)} bytes`)
  }
  return { shape, data: arrayFromBytes(type, content.subarray(from)) }
}

function readHeader(name: string, content: Uint8Array): { header: string; from: number } {
  if (content.length < 10 || MAGIC.some((byte, i) => content[i] !== byte)) throw invalid(name, text('a .npy file', 'un fichero .npy'), 'another kind of file')
  const view = new DataView(content.buffer, content.byteOffset)
  // Version 1 has a 16-bit length, later ones 32 bits.
  const wide = content[6] > 1
  const start = wide ? 12 : 10
  if (content.length < start) throw invalid(name, text('a complete header', 'una cabecera completa'), `${content.length} bytes`)
  const from = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true))
  if (from > content.length) throw invalid(name, text('a complete header', 'una cabecera completa'), `${content.length} bytes`)
  return { header: decodeUtf8(content.subarray(start, from)), from }
}

const invalid = (path: string, expected: Text, received: string, fix?: Text): SpecError => new SpecError([{ path, expected, received, ...(fix === undefined ? {} : { fix }) }])
