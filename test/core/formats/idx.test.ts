import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { gzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readIdx, writeIdx } from '../../../core/index.ts'
import { issuesOf } from '../../support/issues-of.ts'
import { sharedData } from '../../support/shared-data.ts'

const bytes = { type: 'uint8', shape: [2, 2, 3], data: Uint8Array.from({ length: 12 }, (_, i) => 20 * i) } as const

describe('IDX', () => {
  it('is written as its specification says', () => {
    expect(Array.from(writeIdx({ type: 'int16', shape: [2], data: Int16Array.of(1, -2) }))).toEqual([0, 0, 0x0b, 1, 0, 0, 0, 2, 0, 1, 0xff, 0xfe])
  })

  it('round-trips every type, gzipped or not', () => {
    const values = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 20 })
    fc.assert(fc.property(values, fc.boolean(), (list, packed) => {
      for (const [type, data] of [['int8', Int8Array.from(list)], ['int16', Int16Array.from(list)], ['int32', Int32Array.from(list)], ['float32', Float32Array.from(list, (v) => v / 3)], ['float64', Float64Array.from(list, (v) => v / 3)]] as const) {
        const array = { type, shape: [1, list.length], data }
        const content = writeIdx(array)
        expect(readIdx('x', packed ? gzipSync(content) : content)).toEqual(array)
      }
    }))
  })

  it('says what a truncated file lacks', () => {
    expect(issuesOf(() => readIdx('images.idx', writeIdx(bytes).subarray(0, 20)))).toEqual([
      'images.idx: expected 28 bytes (2 × 2 × 3 uint8 and the header), got 20 bytes (the file is incomplete: copy or download it again)',
    ])
  })

  it('says what else is wrong', () => {
    const long = new Uint8Array(40)
    long.set(writeIdx(bytes))
    expect(issuesOf(() => readIdx('a', long))[0]).toContain('got 40 bytes (the file has more')
    expect(issuesOf(() => readIdx('a', new Uint8Array(0)))[0]).toContain('got an empty file')
    expect(issuesOf(() => readIdx('a', Uint8Array.of(1, 2, 3, 4)))[0]).toContain('got bytes 01 02 03 04')
    expect(issuesOf(() => readIdx('a', writeIdx(bytes).subarray(0, 10)))[0]).toContain('expected 16 bytes of header for 3 axes, got 10 bytes')
    expect(issuesOf(() => readIdx('a.gz', gzipSync(writeIdx(bytes)).subarray(0, 25)))[0]).toContain('a truncated or damaged one')
  })
})

const labels = sharedData('mnist/train-labels-idx1-ubyte.gz')
it.skipIf(labels === null)('reads the labels of MNIST', () => {
  const { shape, data } = readIdx('labels', readFileSync(labels!))
  expect(shape).toEqual([60000])
  expect(Array.from(data.subarray(0, 20))).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4, 3, 5, 3, 6, 1, 7, 2, 8, 6, 9])
})
