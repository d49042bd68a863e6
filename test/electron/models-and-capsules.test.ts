import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { beforeEach, describe, expect, test } from 'vitest'
import { memoryFile, openZip, readWhole } from '../../core/index.ts'
import type { CapsuleProgress } from '../../electron/contract/api.ts'
import type { CapsuleManifest } from '../../electron/services/capsule.ts'
import { descent } from '../support/command-line.ts'
import { spiralsSpec, startServices, whenRun } from '../support/services.ts'
import { greyPng } from '../support/grey-png.ts'
import { temporaryFolder } from '../support/workspace.ts'

let folder = ''
let specFile = ''
const here = (...words: readonly string[]): readonly string[] => [...words, '--workspace', join(folder, 'workspace')]
const write = (name: string, content: string | Uint8Array): string => {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

async function json(...words: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await descent(...here(...words), '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as Record<string, unknown>
}

beforeEach(() => {
  folder = temporaryFolder()
  specFile = write('spec.json', JSON.stringify(spiralsSpec()))
})

describe('a model', () => {
  test.each([['pytorch', 'm.pytorch.zip'], ['keras', 'm.keras'], ['tfjs', 'm.tfjs.zip'], ['c', 'm.h'], ['typescript', 'm.ts']])('is exported as %s by the end of the file\'s name', async (format, file) => {
    await json('run', specFile)
    expect((await json('export', 'latest', '-o', join(folder, file)))['format']).toBe(format)
    expect(readFileSync(join(folder, file)).length).toBeGreaterThan(500)
  })

  test('comes back as an experiment that starts where it ended', async () => {
    const first = await json('run', specFile)
    const model = join(folder, 'model.onnx')
    await json('export', 'latest', '-o', model)
    const out = join(folder, 'next.json')
    const { report, weights, issues } = await json('import', model, '--into', specFile, '-o', out) as { report: { matched: string[]; missing: string[] }; weights: string; issues: unknown[] }
    expect([report.missing, issues]).toEqual([[], []])
    expect(weights).toBe(join(folder, 'next.weights.safetensors'))
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ initialWeights: 'next.weights.safetensors', dataset: { kind: 'spirals' } })
    // A step so small that it changes nothing: the weights are those of the file, to the last bit.
    const again = await json('run', out, '--set', 'stop.epochs=1', '--set', 'optimizer={"kind":"sgd","learningRate":1e-30}', '--set', 'regularizers=[]')
    expect(again['weightsSha256']).toBe(first['weightsSha256'])
  })

  test('of weights is matched by name, with names exchanged where that is asked', async () => {
    await json('run', specFile)
    const weights = join(folder, 'w.safetensors')
    await json('export', 'latest', '-o', weights)
    const renamed = write('other.json', JSON.stringify({ ...spiralsSpec(), network: { layers: spiralsSpec().network.layers.map((layer) => ({ ...layer, id: `net-${layer.id}` })) } }))
    const refused = await descent(...here('import', weights, '--into', renamed, '-o', join(folder, 'x.json')))
    expect([refused.code, existsSync(join(folder, 'x.json'))]).toEqual([2, false])
    expect(refused.stderr).toContain('expected a tensor with the name of one of the network')
    const names = spiralsSpec().network.layers.flatMap(({ id }) => ['--rename', `${id}.=net-${id}.`])
    const options = names.filter((word, i) => i % 2 === 1 && !word.startsWith('drop')).flatMap((word) => ['--rename', word])
    const { report } = await json('import', weights, '--into', renamed, '-o', join(folder, 'x.json'), '--freeze', ...options) as { report: { missing: string[]; layers: { trainable: boolean; parameterCount: number }[] } }
    expect(report.missing).toEqual([])
    expect(report.layers.filter(({ parameterCount }) => parameterCount > 0).map(({ trainable }) => trainable).slice(0, -1).every((trainable) => !trainable)).toBe(true)
    expect(report.layers.at(-1)!.trainable).toBe(true)
  })

  test('is written as code without weights', async () => {
    const { stdout } = await descent(...here('code', specFile, '--format', 'keras'))
    expect(stdout).toMatch(/^"""spirals: a network written by Descent .* for Keras 3/)
    const file = join(folder, 'network.py')
    expect(await json('code', specFile, '-o', file)).toMatchObject({ format: 'pytorch', file })
    expect(readFileSync(file, 'utf8')).toContain('class Spirals(nn.Module):')
    const { code, stderr } = await descent(...here('code', specFile, '--set', 'network.layers[0].kind=dens'))
    expect([code, stderr.includes('network.layers[0]')]).toEqual([2, true])
  })

  test('predicts a picture, at the size of its images', async () => {
    await json('run', specFile, '--set', 'dataset={"kind":"strokeDigits","samples":120}', '--set', 'network.layers=[{"kind":"flatten"},{"id":"out","kind":"dense","units":10}]', '--set', 'stop.epochs=1')
    const { predictions } = await json('predict', 'latest', '--input', write('digit.png', greyPng(30, 20, (x, y) => (x + y) % 256))) as { predictions: { probabilities: number[] }[] }
    expect(predictions).toHaveLength(1)
    expect(predictions[0]!.probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4)
  })
})

/** A capsule with another manifest. */
async function changed(file: string, change: (manifest: CapsuleManifest) => object, files: (name: string, content: Uint8Array) => Uint8Array = (_, content) => content): Promise<string> {
  const entries = await Promise.all((await openZip(memoryFile('c', new Uint8Array(readFileSync(file))))).map(async (entry) => {
    const content = await readWhole(entry)
    return [entry.name, entry.name === 'capsule.json' ? new TextEncoder().encode(JSON.stringify(change(JSON.parse(new TextDecoder().decode(content)) as CapsuleManifest))) : files(entry.name, Uint8Array.from(content))] as const
  }))
  return write('changed.capsule', zipSync(Object.fromEntries(entries)))
}

describe('a capsule', () => {
  test('is done again with the same weights, in another workspace, its data inside', async () => {
    await json('run', specFile)
    const file = join(folder, 'run.capsule')
    const { withData } = await json('capsule', 'latest', '-o', file, '--with-data')
    expect(withData).toBe(true)
    const { code, stdout } = await descent('verify', file, '--workspace', join(folder, 'elsewhere'))
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Identical: the run ends with the same weights, to the last bit\.\n/)
    // What was verified leaves nothing behind.
    expect(JSON.parse((await descent('runs', '--workspace', join(folder, 'elsewhere'), '--json')).stdout)).toEqual([])
  })

  test('of generated data needs none inside; others are told apart', async () => {
    await json('run', specFile)
    const file = join(folder, 'run.capsule')
    await json('capsule', 'latest', '-o', file)
    expect((await json('verify', file))['verdict']).toBe('identical')
    const close = await changed(file, (manifest) => ({ ...manifest, result: { ...manifest.result, weightsSha256: '0'.repeat(64) } }))
    expect(await json('verify', close)).toMatchObject({ verdict: 'within-tolerance', largestDifference: 0 })
    const other = await changed(file, (manifest) => ({ ...manifest, spec: { ...manifest.spec, optimizer: { kind: 'sgd', learningRate: 1e-7 } } }))
    const { code, stdout } = await descent(...here('verify', other))
    expect([code, stdout.split('\n')[0]]).toEqual([1, 'Different: the scores are not those of the capsule.'])
  })

  test('that is damaged, is none, or lacks its data is refused in one line', async () => {
    await json('run', specFile)
    const file = join(folder, 'run.capsule')
    await json('capsule', 'latest', '-o', file)
    const problem = async (path: string): Promise<string> => {
      const { code, stderr } = await descent(...here('verify', path))
      expect(code).toBe(2)
      return stderr
    }
    expect(await problem(await changed(file, (manifest) => manifest, (name, content) => (name === 'weights.safetensors' ? content.with(content.length - 1, content.at(-1)! ^ 1) : content)))).toContain('weights.safetensors: expected the file as it was when the capsule was made, got another content')
    expect(await problem(write('none.capsule', 'no capsule'))).toMatch(/expected a complete ZIP archive/)
    expect(await problem(write('other.capsule', zipSync({ 'a.txt': new Uint8Array(3) })))).toContain('expected a capsule made by "descent capsule", version 1, got another kind of file')
    expect(await problem(await changed(file, (manifest) => ({ ...manifest, dataset: { ...manifest.dataset, sha256: 'f'.repeat(64), lineage: null } })))).toMatch(/expected the data set ".*" \(hash ffffffffffffffff…\) in the capsule or in this workspace, got neither/)
  })

  test('of a run that is not there is refused', async () => {
    await json('run', specFile)
    const { code, stderr } = await descent(...here('capsule', 'nosuch'))
    expect([code, stderr.includes('nosuch')]).toEqual([2, true])
  })

  test('is opened, done again and gone on from in the window, its data with it', async () => {
    const there = await startServices()
    const { id } = await there.api.runs.start(spiralsSpec({ stop: { epochs: 400, early: null } }))
    const run = await whenRun(there, id, 'completed')
    const { content, name } = await there.api.exports.create({ run: id, format: 'capsule', withData: true })
    expect((await there.api.runs.show(id)).exports).toEqual([{ at: expect.any(Number) as number, format: 'capsule', checkpoint: 'last', bytes: content.byteLength, sha256: createHash('sha256').update(content).digest('hex'), verification: null }])
    const here = await startServices()
    const file = { name, content }
    expect(await here.api.capsules.open(file)).toMatchObject({ name: 'spirals', seed: 3, data: 'capsule', summary: run.summary, dataset: { sampleCount: 200 }, result: { weightsSha256: run.weightsSha256, epochs: 400 } })
    const told: CapsuleProgress[] = []
    here.listen((announcement, payload) => { if (announcement === 'capsules.progressed') told.push(payload as CapsuleProgress) })
    expect(await here.api.capsules.verify(file, 'once')).toMatchObject({ verdict: 'identical', largestDifference: 0 })
    expect(told.length).toBeGreaterThan(0)
    expect(told.every(({ task, epochs }) => task === 'once' && epochs === 400)).toBe(true)
    expect([await here.api.runs.list(), await here.api.datasets.list()]).toEqual([[], []])
    const again = here.api.capsules.verify(file, 'twice')
    void here.api.capsules.cancel('twice')
    await expect(again).rejects.toThrow(expect.objectContaining({ name: 'CancelledError' }) as Error)
    // And in the middle of the run.
    const third = here.api.capsules.verify(file, 'thrice')
    here.listen((announcement, payload) => { if (announcement === 'capsules.progressed' && (payload as CapsuleProgress).task === 'thrice') void here.api.capsules.cancel('thrice') })
    await expect(third).rejects.toThrow(expect.objectContaining({ name: 'CancelledError' }) as Error)
    const spec = await here.api.capsules.take(file)
    const taken = await here.api.runs.start(spec)
    expect((await whenRun(here, taken.id, 'completed')).weightsSha256).toBe(run.weightsSha256)
    await expect(here.api.capsules.open({ name: 'x.capsule', content: Uint8Array.of(1, 2, 3) })).rejects.toThrow(/x\.capsule/)
  })
})
