import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../support/web-app.ts'

const folder = mkdtempSync(join(tmpdir(), 'descent-terminal-'))
const workspace = join(folder, 'workspace')

const descent = (...words: string[]) => spawnSync(process.execPath, [join(root, 'out/main/cli.js'), ...words, '--workspace', workspace], { encoding: 'utf8', cwd: folder })
const json = (...words: string[]): unknown => {
  const { status, stdout, stderr } = descent(...words, '--json')
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const spec = {
  version: 1, name: 'xor', seed: 3, dataset: { kind: 'xor', samples: 200 }, split: { kind: 'fraction', validation: 0.2, test: 0.2 }, preprocessing: [{ kind: 'standardize' }],
  network: { layers: [{ id: 'h', kind: 'dense', units: 8, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 2 }] },
  outputs: [{ from: 'out', loss: { kind: 'softmaxCrossEntropy' } }], metrics: [{ kind: 'accuracy' }], optimizer: { kind: 'adam', learningRate: 0.05 }, batches: { size: 16 }, stop: { epochs: 30 },
}

describe('the command line', () => {
  beforeAll(() => writeFileSync(join(folder, 'xor.json'), JSON.stringify(spec)))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('trains to a good end, the same every time', () => {
    const [first, second] = [json('run', 'xor.json'), json('run', 'xor.json')] as { status: string; epochs: number; final: { test: { accuracy: number } }; weightsSha256: string }[]
    expect(first).toMatchObject({ status: 'completed', epochs: 30 })
    expect(first!.final.test.accuracy).toBeGreaterThan(0.95)
    expect(second!.weightsSha256).toBe(first!.weightsSha256)
    expect(second!.final).toEqual(first!.final)
  })

  it('lists its runs', () => {
    expect(json('runs')).toHaveLength(2)
  })

  it('names every problem of a bad spec and ends with 2', () => {
    writeFileSync(join(folder, 'bad.json'), JSON.stringify({ ...spec, optimizer: { kind: 'adma' }, split: { kind: 'fraction', validation: 2 } }))
    const { status, stderr } = descent('run', 'bad.json')
    expect(status).toBe(2)
    expect(stderr).toContain('did you mean "adam"?')
    expect(stderr).toContain('split.validation')
  })
})
