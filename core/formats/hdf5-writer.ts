import { sizeOf, type Shape } from '../math/shape.ts'
import { lookup3 } from './lookup3.ts'
import { bytesOf } from './named-array.ts'
import { encodeUtf8 } from './utf8.ts'

/** A group's members by name: groups, or float32 arrays. */
export interface Hdf5Group { readonly [name: string]: Hdf5Group | Hdf5Array }
export interface Hdf5Array { readonly shape: Shape; readonly data: Float32Array }

const SIGNATURE = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a)
const SUPERBLOCK_BYTES = 48
const UNDEFINED = 0xffff_ffff_ffff_ffffn
const MESSAGE = { dataspace: 1, linkInfo: 2, datatype: 3, fillValue: 5, link: 6, layout: 8, groupInfo: 10 } as const

/** IEEE float32, little-endian: sign at bit 31, exponent of 8 bits at 23 with bias 127, mantissa of 23 bits whose first bit is implied. */
const FLOAT32 = Uint8Array.of(0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0)

/** Bytes of several fields, little-endian. */
type Field = Uint8Array | readonly [bytes: 1 | 2 | 4 | 8, value: number | bigint]

/**
 * The bytes of an HDF5 file of float32 arrays in groups, with superblock version 2 and links kept in the groups' headers: what h5py 2 and all
 * later readers know. The HDF Group (2019), "HDF5 File Format Specification", version 3.0.
 */
export function writeHdf5(root: Hdf5Group): Uint8Array {
  const pieces: Uint8Array[] = []
  let end = SUPERBLOCK_BYTES

  function place(piece: Uint8Array): number {
    const address = end
    const padded = new Uint8Array(Math.ceil(piece.length / 8) * 8)
    padded.set(piece)
    pieces.push(padded)
    end += padded.length
    return address
  }

  // Members come before the group that points at them.
  function placeMember(member: Hdf5Group | Hdf5Array): number {
    if (!isArray(member)) {
      const links = Object.entries(member).map(([name, child]) => linkMessage(name, placeMember(child)))
      return place(objectHeader([
        message(MESSAGE.linkInfo, 0, [[1, 0], [1, 0], [8, UNDEFINED], [8, UNDEFINED]]),
        message(MESSAGE.groupInfo, 0, [[1, 0], [1, 0]]),
        ...links,
      ]))
    }
    if (member.data.length !== sizeOf(member.shape)) throw new RangeError(`${member.data.length} numbers for a shape of ${sizeOf(member.shape)}`)
    const content = bytesOf(member.data)
    const address = content.length === 0 ? UNDEFINED : BigInt(place(content))
    return place(objectHeader([
      message(MESSAGE.dataspace, 0, [[1, 2], [1, member.shape.length], [1, 0], [1, member.shape.length === 0 ? 0 : 1], ...member.shape.map((length): Field => [8, length])]),
      message(MESSAGE.datatype, 1, [FLOAT32]),
      // Space is taken late, and filled where a value is set; none is.
      message(MESSAGE.fillValue, 1, [[1, 3], [1, 0x0a]]),
      message(MESSAGE.layout, 0, [[1, 3], [1, 1], [8, address], [8, content.length]]),
    ]))
  }

  const address = placeMember(root)
  const superblock = checked(fields([SIGNATURE, [1, 2], [1, 8], [1, 8], [1, 0], [8, 0], [8, UNDEFINED], [8, end], [8, address]]))
  const file = new Uint8Array(end)
  file.set(superblock)
  let offset = SUPERBLOCK_BYTES
  for (const piece of pieces) {
    file.set(piece, offset)
    offset += piece.length
  }
  return file
}

const isArray = (member: Hdf5Group | Hdf5Array): member is Hdf5Array => member['data'] instanceof Float32Array

function fields(parts: readonly Field[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + (part instanceof Uint8Array ? part.length : part[0]), 0))
  let offset = 0
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      bytes.set(part, offset)
      offset += part.length
    } else {
      for (let i = 0, rest = BigInt(part[1]); i < part[0]; i++, rest >>= 8n) bytes[offset++] = Number(rest & 0xffn)
    }
  }
  return bytes
}

/** With its checksum at the end. */
const checked = (bytes: Uint8Array): Uint8Array => fields([bytes, [4, lookup3(bytes)]])

const message = (type: number, flags: number, parts: readonly Field[]): Uint8Array => {
  const content = fields(parts)
  return fields([[1, type], [2, content.length], [1, flags], content])
}

function linkMessage(name: string, address: number): Uint8Array {
  const text = encodeUtf8(name)
  // The name's length takes two bytes; its letters are UTF-8.
  return message(MESSAGE.link, 0, [[1, 1], [1, 0b1_0001], [1, 1], [2, text.length], text, [8, address]])
}

/** Version 2, the size of its messages in four bytes. */
const objectHeader = (messages: readonly Uint8Array[]): Uint8Array =>
  checked(fields([encodeUtf8('OHDR'), [1, 2], [1, 2], [4, messages.reduce((sum, { length }) => sum + length, 0)], ...messages]))
