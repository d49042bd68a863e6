import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage } from '../../electron/contract/wire.ts'

const roundTrip = (message: unknown): unknown => decodeMessage(encodeMessage(message))

/** JSON itself has no −0. */
const withoutMinusZero = (value: unknown): unknown => (Object.is(value, -0) ? 0 : Array.isArray(value) ? value.map(withoutMinusZero) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutMinusZero(inner)])) : value)

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

  it('brings long lists of records back as they were, in a fraction of their JSON', () => {
    const value = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.boolean(), fc.constant(null), fc.constantFrom('relu', 'tanh'), fc.array(fc.integer(), { maxLength: 3 }))
    // One of a few shapes, whose keys stand in an order of their own; some hold records in turn, or null in their place.
    const key = fc.oneof(fc.string(), fc.constantFrom('optimizer.learningRate', 'loss', '$array', '$records', '__proto__', 'constructor', '0'))
    const shapes = fc.array(fc.tuple(fc.uniqueArray(key, { maxLength: 5 }), fc.boolean()), { minLength: 1, maxLength: 4 })
    const lists = shapes.chain((kinds) => fc.array(fc.tuple(fc.nat(kinds.length - 1), fc.array(value, { minLength: 6, maxLength: 6 }), fc.boolean()), { minLength: 60, maxLength: 130 }).map((rows) => rows.map(([kind, values, isNull]) => {
      const [keys, nests] = kinds[kind]!
      const flat = Object.fromEntries(keys.map((name, i) => [name, values[i]]))
      return nests ? { before: values[5], within: isNull ? null : flat, after: 1 } : flat
    })))
    fc.assert(fc.property(lists, (list) => {
      const [arrived, sent] = [roundTrip({ id: 1, reply: { ok: true, value: list } }), list] as [{ reply: { value: object[] } }, object[]]
      expect(arrived.reply.value).toEqual(withoutMinusZero(sent))
      expect(arrived.reply.value.map((record) => JSON.stringify(record))).toEqual(sent.map((record) => JSON.stringify(record)))
    }), { numRuns: 60 })
    const runs = Array.from({ length: 1000 }, (_, i) => ({ id: `run ${i}`, loss: i === 3 ? NaN : 1 / (i + 1), status: 'completed', hyperparameters: { optimizer: i % 2 === 0 ? 'adam' : 'sgd', 'optimizer.learningRate': 0.001 * (i % 3) }, note: i === 7 ? undefined : '' }))
    const frame = encodeMessage(runs)
    expect(decodeMessage(frame)).toStrictEqual(runs.map(({ note, ...run }) => (note === undefined ? run : { ...run, note })))
    expect(frame.byteLength).toBeLessThan(JSON.stringify(runs).length / 4)
  })

  it('refuses records that do not belong together', () => {
    const packed = (records: unknown): unknown => {
      const header = new TextEncoder().encode(JSON.stringify({ $records: records }))
      const frame = new Uint8Array(4 + header.length + 8)
      new DataView(frame.buffer).setUint32(0, header.length, true)
      frame.set(header, 4)
      return decodeMessage(frame)
    }
    expect(packed({ count: 2, shapes: [['a']], columns: [[{ same: 1 }]] })).toEqual([{ a: 1 }, { a: 1 }])
    for (const wrong of [
      { count: 1e15, shapes: [['a']], columns: [[{ same: 1 }]] }, { count: -1, shapes: [], columns: [] }, { count: 2, shapes: [['a']], columns: [] }, { count: 2, shapes: [['a']], columns: [[{ list: [1] }]] },
      { count: 2, shapes: [['a'], ['b']], columns: [[{ same: 1 }], [{ same: 1 }]] }, { count: 2, shapes: [['__proto__']], columns: [[{ same: 1 }]] }, { count: 1, shapes: [['a']], columns: [[{}]] }, { count: 1, shapes: ['a'], columns: [[{ same: 1 }]] }, null, 7,
    ]) expect(() => packed(wrong), JSON.stringify(wrong)).toThrow(/Error|belong together|null|undefined|destructure/)
    expect(({} as Record<string, unknown>)['polluted']).toBe(undefined)
  })

  it('refuses frames that end too early', () => {
    expect(() => decodeMessage(new Uint8Array([1, 0]))).toThrow(RangeError)
    expect(() => decodeMessage(new Uint8Array([200, 0, 0, 0, 123]))).toThrow('inside its header')
    const frame = new Uint8Array(encodeMessage({ values: new Float64Array(4) }))
    expect(() => decodeMessage(frame.slice(0, -8))).toThrow(RangeError)
  })
})
