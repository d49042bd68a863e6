/**
 * One message of the web host as one binary frame: u32 header length (little endian) | JSON header | padding | arrays, each at a multiple of 8 bytes.
 * The header is the value itself, with `{ "$array": [type, offset, length] }` in place of each typed array, `{ "$number": "NaN" }` in place of
 * the numbers that JSON lacks and `{ "$records": … }` in place of long lists of records, so that what arrives is what the desktop's structured clone
 * would deliver.
 */
import { packRecords, unpackRecords, type PackedRecords } from './packed-records.ts'

/** A question: `{ id, channel, args }`; its answer carries the same id. */
export interface RequestMessage { readonly id: number; readonly channel: string; readonly args: readonly unknown[] }
export interface ReplyMessage { readonly id: number; readonly reply: import('./bridge.ts').Reply }
export interface AnnouncementMessage { readonly announcement: string; readonly payload: unknown }

const arrayTypes = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint16Array, Uint8Array } as const
type ArrayType = keyof typeof arrayTypes
type WireArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array

// Both hosts have these; the contract is compiled without either's library.
declare const TextEncoder: new () => { encode(text: string): Uint8Array }
declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string }

const ALIGNMENT = 8
const HEADER_START = 4
const align = (offset: number): number => Math.ceil(offset / ALIGNMENT) * ALIGNMENT
const TAGS = ['$array', '$number', '$object', '$records']
/** In every header with a tag, and in few without. */
const TAG_START = '"$'

/** The frame of a message. Values that are neither JSON nor a typed array are left out, as `JSON.stringify` does. */
export function encodeMessage(message: unknown): ArrayBuffer {
  const arrays: { readonly offset: number; readonly array: WireArray }[] = []
  let length = 0
  const header = new TextEncoder().encode(JSON.stringify(message, function (this: Record<string, unknown>, key: string, shown: unknown) {
    const value = this[key] // `shown` has been through toJSON, which turns a Buffer into a list of numbers
    const type = arrayTypeOf(value)
    if (type !== null) {
      const array = value as WireArray
      arrays.push({ offset: length, array })
      const tag = { $array: JSON.stringify([type, length, array.length]) }
      length = align(length + array.byteLength)
      return tag
    }
    if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) }
    if (Array.isArray(value)) {
      const packed = packRecords(value)
      return packed === null ? value : { $records: packed }
    }
    return isTagged(value) ? { $object: Object.entries(value) } : shown
  }))
  const start = align(HEADER_START + header.length)
  const frame = new ArrayBuffer(start + length)
  const bytes = new Uint8Array(frame)
  new DataView(frame).setUint32(0, header.length, true)
  bytes.set(header, HEADER_START)
  for (const { offset, array } of arrays) bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), start + offset)
  return frame
}

/** The message of a frame; its arrays are views of the frame's memory. Throws RangeError or SyntaxError for a frame that is not one. */
export function decodeMessage(frame: ArrayBuffer | Uint8Array): unknown {
  const buffer = frame instanceof ArrayBuffer ? frame : frame.slice().buffer
  if (buffer.byteLength < HEADER_START) throw new RangeError('The frame ends before its header')
  const headerLength = new DataView(buffer).getUint32(0, true)
  if (HEADER_START + headerLength > buffer.byteLength) throw new RangeError('The frame ends inside its header')
  const start = align(HEADER_START + headerLength)
  const header = new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(buffer, HEADER_START, headerLength))
  const value: unknown = JSON.parse(header)
  return header.includes(TAG_START) ? restore(value, (place) => arrayAt(buffer, start, place)) : value
}

/** Puts back what stands for arrays and numbers, in place: a reviver of JSON.parse takes ten times as long, which ten thousand runs show. */
function restore(value: unknown, arrayOf: (place: string) => WireArray): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (typeof value[i] === 'object') value[i] = restore(value[i], arrayOf)
    return value
  }
  const fields = value as Record<string, unknown>
  if (Object.hasOwn(fields, '$number')) return Number(fields['$number'])
  if (Object.hasOwn(fields, '$array')) return arrayOf(String(fields['$array']))
  if (Object.hasOwn(fields, '$object')) return Object.fromEntries((fields['$object'] as [string, unknown][]).map(([key, inner]) => [key, restore(inner, arrayOf)]))
  for (const key in fields) if (typeof fields[key] === 'object') fields[key] = restore(fields[key], arrayOf)
  if (Object.hasOwn(fields, '$records')) return unpackRecords(fields['$records'] as PackedRecords)
  return fields
}

function arrayAt(buffer: ArrayBuffer, start: number, place: string): WireArray {
  const [type, offset, length] = JSON.parse(place) as [ArrayType, number, number]
  if (!Object.hasOwn(arrayTypes, type)) throw new RangeError(`The frame has an array of an unknown type, ${String(type)}`)
  return new arrayTypes[type](buffer, start + offset, length)
}

function arrayTypeOf(value: unknown): ArrayType | null {
  if (!ArrayBuffer.isView(value)) return null
  return (Object.keys(arrayTypes) as ArrayType[]).find((type) => value instanceof arrayTypes[type]) ?? null
}

const isTagged = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && TAGS.some((tag) => Object.hasOwn(value, tag))
