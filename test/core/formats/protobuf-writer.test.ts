import { describe, expect, it } from 'vitest'
import { writeProtobuf } from '../../../core/formats/protobuf-writer.ts'

const hex = (write: Parameters<typeof writeProtobuf>[0]): string => Buffer.from(writeProtobuf(write)).toString('hex')

describe('the protobuf writer', () => {
  // The examples of the format's own description: 150 in field 1, "testing" in field 2, the former as a message in field 3.
  it('gives the documented bytes', () => {
    expect(hex((message) => { message.integer(1, 150) })).toBe('089601')
    expect(hex((message) => { message.string(2, 'testing') })).toBe('120774657374696e67')
    expect(hex((message) => { message.message(3, (inner) => { inner.integer(1, 150) }) })).toBe('1a03089601')
  })

  it('writes negative integers as ten bytes, and tags of high fields as two', () => {
    expect(hex((message) => { message.integer(1, -2) })).toBe('08feffffffffffffffff01')
    expect(hex((message) => { message.integer(20, 7) })).toBe('a00107')
    expect(hex((message) => { message.integer(1, 2 ** 40) })).toBe('08808080808020')
  })

  it('writes float32 little-endian, raw bytes, and text as UTF-8 with its length in bytes', () => {
    expect(hex((message) => { message.float(2, -1.5) })).toBe('150000c0bf')
    expect(hex((message) => { message.bytes(9, Uint8Array.of(0, 255)) })).toBe('4a0200ff')
    expect(hex((message) => { message.string(1, 'ñ') })).toBe('0a02c3b1')
    expect(hex((message) => { message.string(1, '') })).toBe('0a00')
  })

  it('refuses what is no exact integer', () => {
    expect(() => hex((message) => { message.integer(1, 0.5) })).toThrow(RangeError)
  })
})
