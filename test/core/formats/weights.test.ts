import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readJsonWeights, readNpy, readNpz, readSafetensors, writeJsonWeights, writeNpy, writeNpz, writeSafetensors, type NamedArray } from '../../../core/index.ts'
import { issuesOf } from '../../support/issues-of.ts'

const golden = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../../golden/numpy/${name}`, import.meta.url)))
const matrix = Float32Array.of(0, 1.5, -2.25, 3e-8, 4e8, 0.1)
const weights: NamedArray[] = [
  { name: 'h1.weight', shape: [2, 3], data: matrix },
  { name: 'h1.bias', shape: [2], data: Float32Array.of(1, 2) },
]

const tensors = fc.uniqueArray(
  fc.record({
    name: fc.string({ minLength: 1 }).filter((name) => name !== '__proto__' && name !== '__metadata__' && !/^\d+$/.test(name)),
    data: fc.array(fc.float(), { maxLength: 12 }),
  }).map(({ name, data }) => ({ name, shape: [data.length], data: Float32Array.from(data) })),
  { selector: ({ name }) => name, maxLength: 5 },
)

describe('npy', () => {
  it.each([
    ['matrix.npy', { shape: [2, 3], data: matrix }],
    ['vector.npy', { shape: [3], data: BigInt64Array.of(1n, -2n, 2n ** 40n) }],
    ['scalar.npy', { shape: [], data: Float64Array.of(2.5) }],
  ])('reads and writes %s byte by byte like NumPy', (file, array) => {
    expect(readNpy(file, golden(file))).toEqual(array)
    expect(writeNpy(array)).toEqual(golden(file))
  })

  it('says what is wrong', () => {
    expect(issuesOf(() => readNpy('a.npy', golden('fortran.npy')))[0]).toContain('expected rows first (C order), got Fortran order (save numpy.ascontiguousarray(array))')
    expect(issuesOf(() => readNpy('a.npy', golden('matrix.npy').subarray(0, 140)))[0]).toContain('expected 152 bytes (2 × 3 float32 and the header), got 140 bytes')
    expect(issuesOf(() => readNpy('a.npy', new Uint8Array(20)))[0]).toContain('expected a .npy file')
  })
})

describe('npz', () => {
  it('reads what NumPy writes, compressed or not', () => {
    expect(readNpz('arrays.npz', golden('arrays.npz'))).toEqual(weights)
    expect(readNpz('compressed.npz', golden('compressed.npz'))).toEqual([weights[0]])
  })

  it('round-trips, with equal bytes for equal arrays', () => {
    expect(readNpz('x', writeNpz(weights))).toEqual(weights)
    expect(writeNpz(weights)).toEqual(writeNpz(weights))
  })

  it('says what is damaged', () => {
    expect(issuesOf(() => readNpz('x.npz', writeNpz(weights).subarray(0, 100)))[0]).toContain('a truncated or damaged one')
  })
})

describe('safetensors', () => {
  it('lies as its specification says', () => {
    const content = writeSafetensors({ tensors: [{ name: 'b', shape: [3], data: Uint8Array.of(1, 2, 3) }, { name: 'a', shape: [1], data: Float32Array.of(1) }], metadata: { epoch: '3' } })
    const length = Number(new DataView(content.buffer).getBigUint64(0, true))
    const header: unknown = JSON.parse(new TextDecoder().decode(content.subarray(8, 8 + length)))
    expect(length % 8).toBe(0)
    expect(header).toEqual({ __metadata__: { epoch: '3' }, a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] }, b: { dtype: 'U8', shape: [3], data_offsets: [4, 7] } })
    expect(Array.from(content.subarray(8 + length))).toEqual([0, 0, 0x80, 0x3f, 1, 2, 3])
  })

  it('round-trips any tensors', () => {
    fc.assert(fc.property(tensors, fc.dictionary(fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'), fc.string()), (list, metadata) => {
      const read = readSafetensors('x', writeSafetensors({ tensors: list, metadata }))
      expect(read.tensors).toEqual(list)
      expect({ ...read.metadata }).toEqual({ ...metadata })
    }))
  })

  it('says every problem', () => {
    const content = writeSafetensors({ tensors: weights, metadata: {} })
    expect(issuesOf(() => readSafetensors('w', content.subarray(0, -4)))).toEqual(['w h1.bias: expected 8 bytes within the file, got 4 bytes'])
    expect(issuesOf(() => readSafetensors('w', content.subarray(0, 20)))[0]).toContain('a complete safetensors header')
    expect(issuesOf(() => readSafetensors('w', new Uint8Array(3)))[0]).toContain('got 3 bytes')
  })
})

describe('JSON weights', () => {
  it('gets every float back', () => {
    fc.assert(fc.property(tensors, (list) => {
      const document = { architecture: { layers: [{ kind: 'dense', units: 2 }] }, tensors: list }
      expect(readJsonWeights('x', writeJsonWeights(document))).toEqual(document)
    }))
  })

  it('writes floats as short as they can be', () => {
    expect(new TextDecoder().decode(writeJsonWeights({ architecture: null, tensors: [{ name: 'a', shape: [1], data: Float32Array.of(0.1) }] }))).toContain('"data":[0.100000001]')
  })

  it('says what is wrong', () => {
    const text = (content: string): Uint8Array => new TextEncoder().encode(content)
    expect(issuesOf(() => readJsonWeights('x.json', text('[]')))[0]).toContain('expected a descent-weights document')
    const wrong = '{"format":"descent-weights","version":1,"tensors":[{"name":"a","shape":[2],"data":[1]},{"name":"b"}]}'
    expect(issuesOf(() => readJsonWeights('x.json', text(wrong)))).toEqual(['x.json tensors[0] a: expected 2 numbers, got 1', 'x.json tensors[1]: expected a name, a shape and the data, got {"name":"b"}'])
  })
})
