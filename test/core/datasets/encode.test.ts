import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeDataset, encodeDataset, encodeSamples, sourceOf, type Dataset } from '../../../core/index.ts'
import { issuesOf } from '../../support/issues-of.ts'

const anyDataset: fc.Arbitrary<Dataset> = fc
  .record({ name: fc.string(), count: fc.nat(6), features: fc.integer({ min: 1, max: 4 }), bytes: fc.boolean(), regression: fc.boolean(), given: fc.boolean(), extras: fc.boolean(), seed: fc.nat(255) })
  .map(({ name, count, features, bytes, regression, given, extras, seed }) => ({
    name,
    sampleCount: count,
    inputShape: bytes ? [1, 1, features] : [features],
    inputs: bytes ? Uint8Array.from({ length: count * features }, (_, i) => seed * (i + 1)) : Float32Array.from({ length: count * features }, (_, i) => (i === 1 ? NaN : seed / (i + 1))),
    inputScale: bytes ? 1 / 255 : 1,
    featureNames: bytes ? null : Array.from({ length: features }, (_, i) => `ñ ${i}`),
    targets: regression
      ? { kind: 'values', names: ['a', 'b'], values: Float32Array.from({ length: 2 * count }, (_, i) => i / 3) }
      : { kind: 'classes', name: 'y', classes: ['0', '1', '2'], labels: Int32Array.from({ length: count }, (_, i) => i % 3) },
    givenParts: given ? Uint8Array.from({ length: count }, (_, i) => i % 3) : null,
    ...(extras ? { groups: { name: 'patient', indices: Int32Array.from({ length: count }, (_, i) => i >> 1) }, weights: { name: 'w', values: Float32Array.from({ length: count }, (_, i) => i / 7) } } : {}),
  }))

const small = (): Dataset => ({
  name: 'small', sampleCount: 2, inputShape: [2], inputs: Float32Array.of(1, 2, 3, 4), inputScale: 1, featureNames: ['a', 'b'],
  targets: { kind: 'classes', name: 'y', classes: ['n', 'p'], labels: Int32Array.of(0, 1) }, givenParts: Uint8Array.of(0, 2),
})

describe('the file of a data set', () => {
  it('gives back any data set, wherever it lies in memory', () => {
    fc.assert(fc.property(anyDataset, fc.nat(9), (dataset, shift) => {
      const content = encodeDataset(dataset)
      const moved = new Uint8Array(content.length + shift)
      moved.set(content, shift)
      expect(decodeDataset(moved.subarray(shift))).toEqual(dataset)
    }))
  })

  it('is the same written piece by piece, whatever the pieces', async () => {
    await fc.assert(fc.asyncProperty(anyDataset, fc.integer({ min: 1, max: 4 }), async (dataset, blockSamples) => {
      const pieces: number[] = []
      await encodeSamples(sourceOf(dataset, blockSamples), async (piece) => { pieces.push(...piece) })
      expect(Uint8Array.from(pieces)).toEqual(encodeDataset(dataset))
    }))
  })

  it('is the same for equal data, whatever the order of their fields', () => {
    const { name, targets, ...rest } = small()
    expect(encodeDataset({ targets, ...rest, name })).toEqual(encodeDataset(small()))
    expect(encodeDataset({ ...small(), name: 'other' })).not.toEqual(encodeDataset(small()))
  })

  it('says what is damaged', () => {
    const content = encodeDataset(small())
    const changed = (at: number, value: number): Uint8Array => {
      const copy = content.slice()
      copy[at] = value
      return copy
    }
    expect(issuesOf(() => decodeDataset(new Uint8Array(3)))[0]).toContain('expected a stored data set, got 3 bytes')
    expect(issuesOf(() => decodeDataset(changed(0, 0)))[0]).toContain('another kind of file')
    expect(issuesOf(() => decodeDataset(changed(7, 9)))[0]).toContain('expected version 1, got version 9')
    expect(issuesOf(() => decodeDataset(changed(11, 1)))[0]).toContain('expected a complete header')
    expect(issuesOf(() => decodeDataset(changed(12, 0)))[0]).toContain('expected a header with')
    expect(issuesOf(() => decodeDataset(content.subarray(0, -1)))[0]).toMatch(/expected \d+ bytes, got \d+ bytes/)
    const unknownClass = encodeDataset({ ...small(), targets: { kind: 'classes', name: 'y', classes: ['n', 'p'], labels: Int32Array.of(0, 2) } })
    expect(issuesOf(() => decodeDataset(unknownClass))[0]).toContain('expected a known class for every sample')
  })
})
