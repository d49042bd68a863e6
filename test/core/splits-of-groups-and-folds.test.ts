import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom, describeDataset, splits, type Dataset, type SplitIndices } from '../../core/index.ts'
import { resolved } from '../support/resolved.ts'

interface Made { readonly labels: readonly number[]; readonly groups?: readonly number[] | null; readonly given?: readonly number[] | null; readonly inputs?: readonly number[] }

const dataset = ({ labels, groups = null, given = null, inputs }: Made): Dataset => ({
  name: 'd', sampleCount: labels.length, inputShape: [1], inputs: Float32Array.from(inputs ?? labels.map((_, i) => i)), inputScale: 1, featureNames: ['x'],
  targets: { kind: 'classes', name: 'y', classes: ['a', 'b', 'c'], labels: Int32Array.from(labels) },
  givenParts: given === null ? null : Uint8Array.from(given),
  ...(groups === null ? {} : { groups: { name: 'g', indices: Int32Array.from(groups) } }),
})
const split = (data: Dataset, spec: { kind: string; [name: string]: unknown }, seed = 1): SplitIndices => {
  const { definition, hyperparameters } = resolved(splits, spec)
  return definition.split(hyperparameters, data, seed)
}
const problems = (data: Dataset, spec: { kind: string; [name: string]: unknown }) => {
  const { definition, hyperparameters } = resolved(splits, spec)
  return definition.check(hyperparameters, describeDataset(data), 'split')
}
const sizes = ({ train, validation, test }: SplitIndices) => ({ train: train.length, validation: validation.length, test: test.length })
const partsOf = ({ train, validation, test }: SplitIndices): Int32Array[] => [train, validation, test]
const sha256 = (parts: SplitIndices): string => partsOf(parts).reduce((hash, part) => hash.update(part).update('|'), createHash('sha256')).digest('hex')

/** 500 samples of three classes in 40 groups of uneven size. */
const large = (): Dataset => {
  const random = createRandom(3, 'test')
  const labels = Array.from({ length: 500 }, () => random.integer(3))
  return dataset({ labels, groups: labels.map(() => Math.floor(40 * random.uniform() ** 2)) })
}
const kinds = [{ kind: 'fraction' }, { kind: 'grouped' }, { kind: 'hash' }, { kind: 'kFold', folds: 4, fold: 3, repeats: 2, repeat: 2 }]

const cases = fc.record({
  labels: fc.array(fc.nat(2), { minLength: 12, maxLength: 80 }),
  groups: fc.option(fc.array(fc.nat(9), { minLength: 80, maxLength: 80 })),
  given: fc.option(fc.array(fc.constantFrom(0, 0, 0, 2), { minLength: 80, maxLength: 80 })),
  stratified: fc.boolean(),
  seed: fc.nat(),
})

describe('every split', () => {
  it.each(kinds)('$kind puts each sample in exactly one part, ascending, the same every time, and keeps a given test part', (spec) => {
    fc.assert(fc.property(cases, ({ labels, groups, given, stratified, seed }) => {
      const data = dataset({ labels, groups: spec.kind === 'grouped' ? (groups ?? labels) : groups?.slice(0, labels.length) ?? null, given: given?.slice(0, labels.length) ?? null })
      const full = spec.kind === 'hash' ? spec : { ...spec, stratified }
      const parts = split(data, full, seed)
      expect(partsOf(parts).flatMap((part) => [...part]).sort((a, b) => a - b)).toEqual(labels.map((_, i) => i))
      for (const part of partsOf(parts)) expect(part).toEqual(part.toSorted())
      expect(split(data, full, seed)).toEqual(parts)
      if (given !== null) for (const index of labels.keys()) if (given[index] === 2) expect(parts.test).toContain(index)
    }))
  })

  it('draws the same parts on every machine', () => {
    const drawn = kinds.map((spec) => `${spec.kind} ${sha256(split(large(), spec, 7)).slice(0, 16)}`)
    expect(drawn).toMatchInlineSnapshot(`
      [
        "fraction a4ffa9dc72d915f3",
        "grouped 0d05e8e808e35e14",
        "hash eb0a6a4913e47dab",
        "kFold a35257dcbb4da9b7",
      ]
    `)
  })

  it.each(kinds)('$kind differs from seed to seed', (spec) => {
    expect(split(large(), spec, 1)).not.toEqual(split(large(), spec, 2))
  })
})

describe('groups', () => {
  it.each([{ kind: 'grouped' }, { kind: 'hash' }, { kind: 'kFold', folds: 3 }])('stay in one part by $kind', (spec) => {
    fc.assert(fc.property(cases, ({ labels, groups, seed }) => {
      const own = (groups ?? labels).slice(0, labels.length)
      const partOf = new Map<number, number>()
      partsOf(split(dataset({ labels, groups: own }), spec, seed)).forEach((part, p) => {
        for (const index of part) {
          expect(partOf.get(own[index]!) ?? p).toBe(p)
          partOf.set(own[index]!, p)
        }
      })
    }))
  })

  it('come within a group of the wanted fractions, as a whole and in each class', () => {
    const data = large()
    const parts = split(data, { kind: 'grouped', validation: 0.2, test: 0.3 })
    const { labels } = data.targets as Extract<Dataset['targets'], { kind: 'classes' }>
    const biggest = Math.max(...data.groups!.indices.reduce((counts, group) => counts.set(group, (counts.get(group) ?? 0) + 1), new Map<number, number>()).values())
    expect(Math.abs(parts.validation.length - 100)).toBeLessThan(biggest)
    expect(Math.abs(parts.test.length - 150)).toBeLessThan(biggest)
    for (const label of [0, 1, 2]) {
      const size = labels.filter((other) => other === label).length
      expect(Math.abs(parts.test.filter((index) => labels[index] === label).length - 0.3 * size)).toBeLessThan(0.04 * size)
    }
  })

  it('are needed, one for each part', () => {
    expect(problems(dataset({ labels: [0, 1, 2] }), { kind: 'grouped' })).toMatchObject([{ path: 'split', received: 'one without' }])
    expect(problems(dataset({ labels: [0, 1, 2, 0], groups: [0, 0, 1, 1] }), { kind: 'grouped' })).toMatchObject([{ path: 'split', received: '2' }])
    expect(problems(dataset({ labels: [0, 1, 2, 0], groups: [0, 0, 1, 1] }), { kind: 'grouped', test: 0 })).toEqual([])
  })
})

describe('by hash', () => {
  it('a sample keeps its part when data grow, wherever they are added', () => {
    fc.assert(fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 60 }), fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { maxLength: 30 }), fc.nat(), (values, added, seed) => {
      const before = split(dataset({ labels: values.map(() => 0), inputs: values }), { kind: 'hash', test: 0.3, validation: 0.3 }, seed)
      const grown = [...added, ...values]
      const after = split(dataset({ labels: grown.map(() => 0), inputs: grown }), { kind: 'hash', test: 0.3, validation: 0.3 }, seed)
      partsOf(before).forEach((part, p) => {
        for (const index of part) expect(partsOf(after)[p]).toContain(index + added.length)
      })
    }))
  })

  it('puts copies of a sample into one part, and 0 with −0', () => {
    const parts = split(dataset({ labels: new Array<number>(200).fill(0), inputs: Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 0 : -0)) }), { kind: 'hash', validation: 0.4, test: 0.4 })
    expect(Math.max(...partsOf(parts).map(({ length }) => length))).toBe(200)
  })

  it('comes close to the fractions of many samples', () => {
    const { validation, test } = sizes(split(dataset({ labels: new Array<number>(20_000).fill(0) }), { kind: 'hash', validation: 0.2, test: 0.1 }))
    // Four standard deviations of a binomial count.
    expect(Math.abs(validation - 4000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.2 * 0.8))
    expect(Math.abs(test - 2000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.1 * 0.9))
  })
})

describe('folds', () => {
  const folding = { kind: 'kFold', folds: 5, test: 0.2 }

  it('validate every sample outside the test part once, with one test part for all', () => {
    fc.assert(fc.property(cases, ({ labels, stratified, seed }) => {
      const data = dataset({ labels })
      const all = [1, 2, 3, 4, 5].map((fold) => split(data, { ...folding, stratified, fold }, seed))
      for (const { test } of all) expect(test).toEqual(all[0]!.test)
      expect(all.flatMap(({ validation }) => [...validation]).concat([...all[0]!.test]).sort((a, b) => a - b)).toEqual(labels.map((_, i) => i))
      const { definition, hyperparameters } = resolved(splits, { ...folding, stratified, fold: 2 })
      expect(sizes(all[1]!)).toEqual(definition.count(hyperparameters, describeDataset(data)))
    }))
  })

  it('keep the proportions of the classes within one sample', () => {
    fc.assert(fc.property(cases, ({ labels, seed }) => {
      const counts = [1, 2, 3, 4, 5].map((fold) => {
        const { validation } = split(dataset({ labels }), { ...folding, test: 0, fold }, seed)
        return [0, 1, 2].map((label) => validation.filter((index) => labels[index] === label).length)
      })
      for (const label of [0, 1, 2]) {
        const ofClass = counts.map((count) => count[label]!)
        expect(Math.max(...ofClass) - Math.min(...ofClass)).toBeLessThanOrEqual(1)
      }
    }))
  })

  it('differ from repeat to repeat, but for the test part', () => {
    const [first, second] = [1, 2].map((repeat) => split(large(), { ...folding, repeats: 2, repeat }))
    expect(first!.test).toEqual(second!.test)
    expect(first!.validation).not.toEqual(second!.validation)
  })

  it('say which fold, repeat or number cannot be', () => {
    const six = dataset({ labels: [0, 1, 2, 0, 1, 2] })
    expect(problems(six, { ...folding, fold: 6, repeat: 2 }).map(({ path }) => path)).toEqual(['split.fold', 'split.repeat'])
    expect(problems(six, { kind: 'kFold', folds: 7, test: 0 })).toMatchObject([{ path: 'split.folds', received: '7' }])
    expect(problems(dataset({ labels: [0, 1, 2, 0, 1, 2], groups: [0, 0, 0, 1, 1, 1] }), { kind: 'kFold', folds: 3, test: 0 })).toMatchObject([{ path: 'split.folds' }])
    expect(problems(dataset({ labels: [0, 1, 2, 0, 1, 2], given: [0, 0, 0, 0, 0, 1] }), { kind: 'kFold', folds: 2 })).toMatchObject([{ path: 'split' }])
  })
})
