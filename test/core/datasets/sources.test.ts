import { gzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { datasets, formatIssue, memoryFile, SpecError, text, writeIdx, type Dataset, type FileAccess } from '../../../core/index.ts'
import { resolved } from '../../support/resolved.ts'

/** A disk in memory; names are paths. */
const disk = (files: Readonly<Record<string, string | Uint8Array>>): FileAccess => ({
  async open(path) {
    const content = files[path]
    if (content === undefined) throw new SpecError([{ path, expected: text('a file', 'un fichero'), received: 'nothing' }])
    return memoryFile(path, typeof content === 'string' ? new TextEncoder().encode(content) : content)
  },
})

async function load(spec: { kind: string; [hyperparameter: string]: unknown }, files: Readonly<Record<string, string | Uint8Array>>): Promise<Dataset> {
  const { definition, hyperparameters } = resolved(datasets, spec)
  if (definition.source !== 'files') throw new Error(`${spec.kind} reads no files`)
  return definition.load(hyperparameters, disk(files))
}

const problemsOf = (loading: Promise<unknown>): Promise<string[]> =>
  loading.then(() => ['none'], (error: unknown) => {
    if (error instanceof SpecError) return error.issues.map((issue) => formatIssue(issue))
    throw error
  })

describe('{ "kind": "csv" }', () => {
  const table = { 'data/t.csv': 'a,b,c\n1,2,0\n3,4,1\n5,6,0\n' }

  it('guesses what is not given', async () => {
    expect(await load({ kind: 'csv', path: 'data/t.csv' }, table)).toMatchObject({ name: 't', inputShape: [2], targets: { kind: 'classes', name: 'c', classes: ['0', '1'] } })
  })

  it('takes the target by name or number, and the task', async () => {
    expect(await load({ kind: 'csv', path: 'data/t.csv', target: 'a', task: 'regression' }, table)).toMatchObject({ featureNames: ['b', 'c'], targets: { kind: 'values', names: ['a'], values: Float32Array.of(1, 3, 5) } })
    expect(await load({ kind: 'csv', path: 'data/t.csv', target: '2' }, table)).toMatchObject({ featureNames: ['a', 'c'], targets: { kind: 'classes', name: 'b' } })
    expect(await problemsOf(load({ kind: 'csv', path: 'data/t.csv', target: 'd' }, table))).toEqual(['data/t.csv dataset.target: expected one of the columns a, b, c, got "d"'])
    expect((await problemsOf(load({ kind: 'csv', path: 'data/t.csv', target: '4' }, table)))[0]).toContain('got "4"')
  })

  it('takes the delimiter and the header', async () => {
    const files = { 't.txt': '1;2,5;0\n3;4,5;1\n', 'u.csv': '1,2\n3,4\n5,4\n' }
    expect(Array.from((await load({ kind: 'csv', path: 't.txt', delimiter: 'semicolon' }, files)).inputs)).toEqual([1, 2.5, 3, 4.5])
    expect(await load({ kind: 'csv', path: 'u.csv', header: 'yes', task: 'regression' }, files)).toMatchObject({ sampleCount: 2, featureNames: ['1'] })
  })

  it('makes the test file the test part, whatever the names', async () => {
    const dataset = await load({ kind: 'csv', path: 'data/t.csv', testPath: 'second.csv' }, { ...table, 'second.csv': '7,8,1\n' })
    expect(Array.from(dataset.givenParts!)).toEqual([0, 0, 0, 2])
    const swapped = await load({ kind: 'csv', path: 'test.csv', testPath: 'train.csv' }, { 'test.csv': 'a,y\n1,0\n2,1\n', 'train.csv': 'a,y\n3,1\n' })
    expect(Array.from(swapped.givenParts!)).toEqual([0, 0, 2])
  })

  it('needs its file', async () => {
    expect(await problemsOf(load({ kind: 'csv', path: 'nowhere.csv' }, table))).toEqual(['nowhere.csv: expected a file, got nothing'])
    expect(() => resolved(datasets, { kind: 'csv' })).toThrow('the path of a file')
  })
})

describe('{ "kind": "idx" }', () => {
  const images = (count: number, side = 2): Uint8Array => writeIdx({ type: 'uint8', shape: [count, side, side], data: new Uint8Array(count * side * side).fill(7) })
  const labels = (...values: number[]): Uint8Array => writeIdx({ type: 'uint8', shape: [values.length], data: Uint8Array.from(values) })

  it('reads both pairs, gzipped or not', async () => {
    const files = { 'i.gz': gzipSync(images(2)), l: labels(0, 3), ti: images(1), 'tl.gz': gzipSync(labels(1)) }
    expect(await load({ kind: 'idx', images: 'i.gz', labels: 'l', testImages: 'ti', testLabels: 'tl.gz' }, files)).toMatchObject({
      sampleCount: 3, inputShape: [1, 2, 2], targets: { classes: ['0', '1', '2', '3'], labels: Int32Array.of(0, 3, 1) }, givenParts: Uint8Array.of(0, 0, 2),
    })
  })

  it('keeps numbers that are no bytes as they are', async () => {
    const floats = writeIdx({ type: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6.5) })
    expect(await load({ kind: 'idx', images: 'i', labels: 'l' }, { i: floats, l: labels(0, 1) })).toMatchObject({
      inputShape: [3], inputScale: 1, inputs: Float32Array.of(1, 2, 3, 4, 5, 6.5), featureNames: ['feature 1', 'feature 2', 'feature 3'],
    })
  })

  it('reports every problem at once', async () => {
    const files = { i: images(2).subarray(0, 20), l: Uint8Array.of(9, 9, 9, 9), ti: images(1) }
    expect((await problemsOf(load({ kind: 'idx', images: 'i', labels: 'l', testImages: 'ti' }, files))).map((problem) => problem.split(',')[0])).toEqual([
      'i: expected 24 bytes (2 × 2 × 2 uint8 and the header)',
      'l: expected an IDX file: 00 00',
      'ti: expected test images and test labels',
    ])
    const other = { i: images(2), l: labels(0), ti: images(1, 3), tl: labels(0) }
    expect((await problemsOf(load({ kind: 'idx', images: 'i', labels: 'l', testImages: 'ti', testLabels: 'tl' }, other)))).toEqual([
      'l: expected 2 labels, one per image of i, got 1',
      'ti: expected images of 2 × 2, as in i, got 3 × 3',
    ])
    const negative = writeIdx({ type: 'int8', shape: [2], data: Int8Array.of(0, -1) })
    expect(await problemsOf(load({ kind: 'idx', images: 'i', labels: 'l' }, { i: images(2), l: negative }))).toEqual(['l label 2: expected a whole number of at least 0, got -1'])
  })
})
