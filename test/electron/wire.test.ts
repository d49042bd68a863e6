import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage } from '../../electron/contract/wire.ts'

const roundTrip = (message: unknown): unknown => decodeMessage(encodeMessage(message))

describe('the wire format', () => {
  it('brings every typed array back with its type and bits', () => {
    const message = {
      id: 7,
      reply: { ok: true, value: [new Uint8Array([1, 2, 255]), new Float64Array([NaN, -0, Infinity, 0.1]), new Float32Array([1.5]), new Int32Array([-1]), new Uint16Array(0)] },
    }
    expect(roundTrip(message)).toEqual(message)
  })

  it('brings any JSON back, also when it looks like a tag', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('-0')), (value) => {
      // JSON itself has no −0.
      expect(roundTrip(value)).toEqual(JSON.parse(JSON.stringify(value)))
    }))
    const likeTags = { $array: '["Uint8Array",0,1]', nested: { $number: 'NaN', $object: [], other: { $object: [['a', 1]] } } }
    expect(roundTrip(likeTags)).toEqual(likeTags)
  })

  it('keeps the numbers that JSON lacks', () => {
    expect(roundTrip({ loss: NaN, low: -Infinity, high: [Infinity] })).toEqual({ loss: NaN, low: -Infinity, high: [Infinity] })
  })

  it('sends a Buffer as bytes, and reads frames at odd offsets', () => {
    const frame = new Uint8Array(encodeMessage({ content: Buffer.from('abc'), weights: new Float64Array([1, 2]) }))
    const shifted = new Uint8Array(frame.length + 3)
    shifted.set(frame, 3)
    expect(decodeMessage(shifted.subarray(3))).toEqual({ content: new Uint8Array([97, 98, 99]), weights: new Float64Array([1, 2]) })
  })

  it('sends a part of an array, not the memory it lies in', () => {
    const frame = encodeMessage(new Float32Array([0, 1, 2, 3]).subarray(1, 3))
    expect(decodeMessage(frame)).toEqual(new Float32Array([1, 2]))
    expect(frame.byteLength).toBeLessThan(64)
  })

  it('refuses frames that end too early', () => {
    expect(() => decodeMessage(new Uint8Array([1, 0]))).toThrow(RangeError)
    expect(() => decodeMessage(new Uint8Array([200, 0, 0, 0, 123]))).toThrow('inside its header')
    const frame = new Uint8Array(encodeMessage({ values: new Float64Array(4) }))
    expect(() => decodeMessage(frame.slice(0, -8))).toThrow(RangeError)
  })
})
