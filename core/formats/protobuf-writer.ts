import { joinBytes } from './join-bytes.ts'
import { encodeUtf8 } from './utf8.ts'

/** How a field's value is laid out; the low three bits of its tag. */
const WIRE = { varint: 0, bytes: 2, fixed32: 5 } as const

/** The fields of one message, in the order they are written. */
export interface ProtobufWriter {
  /** int32, int64 or enum; negative numbers take ten bytes, as the format wants. */
  integer(field: number, value: number): void
  float(field: number, value: number): void
  string(field: number, value: string): void
  bytes(field: number, value: Uint8Array): void
  message(field: number, write: (inner: ProtobufWriter) => void): void
}

/** A message in the Protocol Buffers wire format. Integers must be exact, else RangeError. Google (2024), "Encoding", protobuf.dev. */
export function writeProtobuf(write: (message: ProtobufWriter) => void): Uint8Array {
  const pieces: Uint8Array[] = []
  const tag = (field: number, wire: number): void => { pieces.push(varint(BigInt(field) << 3n | BigInt(wire))) }
  const writer: ProtobufWriter = {
    integer(field, value) {
      if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no exact integer`)
      tag(field, WIRE.varint)
      pieces.push(varint(BigInt.asUintN(64, BigInt(value))))
    },
    float(field, value) {
      tag(field, WIRE.fixed32)
      const content = new Uint8Array(4)
      new DataView(content.buffer).setFloat32(0, value, true)
      pieces.push(content)
    },
    string: (field, value) => { writer.bytes(field, encodeUtf8(value)) },
    bytes(field, value) {
      tag(field, WIRE.bytes)
      pieces.push(varint(BigInt(value.length)), value)
    },
    message: (field, inner) => { writer.bytes(field, writeProtobuf(inner)) },
  }
  write(writer)
  return joinBytes(pieces)
}

/** Seven bits a byte, the lowest first; the high bit says that more follow. */
function varint(value: bigint): Uint8Array {
  const content: number[] = []
  let rest = value
  for (; rest > 0x7fn; rest >>= 7n) content.push(Number(rest & 0x7fn) | 0x80)
  content.push(Number(rest))
  return Uint8Array.from(content)
}
