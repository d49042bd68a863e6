/** One field of a message: a number for fixed-size and variable-length ones, bytes for the others. */
export type ProtobufField =
  | { readonly field: number; readonly wire: 'varint'; readonly value: bigint }
  | { readonly field: number; readonly wire: 'fixed32' | 'fixed64' | 'bytes'; readonly bytes: Uint8Array }

/** Thrown where bytes are no message: cut off, or of a wire type that is not in use. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError'
}

/** The fields of a message in the Protocol Buffers wire format, in their order; bytes are views. Google (2024), "Encoding", protobuf.dev. */
export function readProtobuf(content: Uint8Array): readonly ProtobufField[] {
  const fields: ProtobufField[] = []
  let at = 0

  function varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (at >= content.length) throw new ProtobufError('a number is cut off')
      const byte = content[at++]
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw new ProtobufError('a number has more than ten bytes')
  }

  function take(length: number): Uint8Array {
    if (length > content.length - at) throw new ProtobufError(`a field of ${length} bytes, with ${content.length - at} left`)
    at += length
    return content.subarray(at - length, at)
  }

  while (at < content.length) {
    const tag = varint()
    const field = Number(tag >> 3n)
    if (field === 0 || field > 536_870_911) throw new ProtobufError(`a field numbered ${field}`)
    switch (Number(tag & 7n)) {
      case 0: fields.push({ field, wire: 'varint', value: varint() }); break
      case 1: fields.push({ field, wire: 'fixed64', bytes: take(8) }); break
      case 2: {
        const length = varint()
        fields.push({ field, wire: 'bytes', bytes: take(length > 0xffff_ffffn ? Infinity : Number(length)) })
        break
      }
      case 5: fields.push({ field, wire: 'fixed32', bytes: take(4) }); break
      default: throw new ProtobufError(`a wire type ${tag & 7n}`)
    }
  }
  return fields
}

/** A varint as a signed 64-bit integer; Infinity where it is not exact. */
export function signedOf(value: bigint): number {
  const signed = Number(BigInt.asIntN(64, value))
  return Number.isSafeInteger(signed) ? signed : Infinity
}

/** The numbers of a repeated integer, which come one by one or packed. */
export function integersOf(fields: readonly ProtobufField[], wanted: number): readonly number[] {
  return fields.flatMap((field) => {
    if (field.field !== wanted) return []
    if (field.wire === 'varint') return [signedOf(field.value)]
    return field.wire === 'bytes' ? packedIntegers(field.bytes) : []
  })
}

function packedIntegers(bytes: Uint8Array): readonly number[] {
  const values: number[] = []
  let value = 0n
  let shift = 0n
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift
    if (byte >= 0x80) {
      shift += 7n
      if (shift > 63n) throw new ProtobufError('a number has more than ten bytes')
      continue
    }
    values.push(signedOf(BigInt.asUintN(64, value)))
    value = 0n
    shift = 0n
  }
  if (shift > 0n) throw new ProtobufError('a number is cut off')
  return values
}
