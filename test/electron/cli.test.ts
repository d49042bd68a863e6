import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { commands } from '../../electron/cli/commands.ts'
import { workspaceFolder } from '../../electron/services/workspace-folder.ts'
import { descent } from '../support/command-line.ts'
import { spiralsSpec, startServices } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'

let folder = ''
let specFile = ''
const here = (...words: readonly string[]): readonly string[] => [...words, '--workspace', join(folder, 'workspace')]

beforeEach(() => {
  folder = temporaryFolder()
  specFile = write('spec.json', JSON.stringify(spiralsSpec()))
})

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')

async function json(...words: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await descent(...here(...words), '--json')
  expect(code, stderr).toBe(0)
  expect(lines(stdout)).toHaveLength(1)
  return JSON.parse(stdout) as Record<string, unknown>
}

describe('run', () => {
  test('--json is one document with all that scripts read; progress is on stderr', async () => {
    const { code, stdout, stderr } = await descent(...here('run', specFile, '--json'))
    expect(code).toBe(0)
    expect(lines(stdout)).toHaveLength(1)
    expect(stderr).toMatch(/^run \w{8}\n/)
    expect(JSON.parse(stdout)).toEqual({
      run: expect.stringMatching(/^\w{8}$/) as string,
      name: 'spirals',
      status: 'completed',
      reason: 'completed',
      epochs: 12,
      steps: 120,
      seconds: expect.any(Number) as number,
      samplesPerSecond: expect.any(Number) as number,
      final: { train: { loss: expect.any(Number) as number, accuracy: expect.any(Number) as number }, validation: expect.anything() as object, test: expect.anything() as object },
      best: { epoch: expect.any(Number) as number, monitor: 'validation.loss', value: expect.any(Number) as number },
      weightsSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    })
  })

  test('without --json it is a table', async () => {
    const { code, stdout } = await descent(...here('run', specFile))
    expect(code).toBe(0)
    expect(stdout).toMatch(/^spirals \(\w{8}\): completed after 12 epochs, 120 steps, .*\n +loss +accuracy\n[─ ]+\ntrain .*\nvalidation .*\ntest .*\n$/)
  })

  test('--set changes the spec: numbers, lists, texts, blocks that were only a kind', async () => {
    const { run } = await json('run', specFile, '--set', 'stop.epochs=2', '--set', 'network.layers[0].units=5', '--set', 'name=five units', '--set', 'metrics=["accuracy","errorCount"]', '--set', 'outputs.0.loss.kind=softmaxCrossEntropy')
    const { spec } = await json('show', String(run))
    const { layers } = await json('show', String(run), '--layers')
    const measured = layers as { layer: string; step: number; gradientNorm: number; deadShare: number | null }[]
    expect(measured.filter(({ step }) => step === 20).map(({ layer, gradientNorm, deadShare }) => [layer, gradientNorm > 0, deadShare])).toEqual([['h', true, null], ['out', true, null]])
    expect((await descent(...here('show', String(run), '--layers'))).stdout).toMatch(/Layers after step 20\nlayer +gradient +weights +update:weights +dead +saturated\n/)
    expect(spec).toMatchObject({ name: 'five units', stop: { epochs: 2 }, network: { layers: [{ units: 5 }, { units: 2 }] }, metrics: [{ kind: 'accuracy' }, { kind: 'errorCount' }] })
  })

  test('the same spec ends with the same weights', async () => {
    expect((await json('run', specFile))['weightsSha256']).toBe((await json('run', specFile))['weightsSha256'])
  })

  test('one that diverges exits with 1 and says where', async () => {
    const file = write('wild.json', JSON.stringify(spiralsSpec({
      dataset: { kind: 'noisySine' }, metrics: [], optimizer: { kind: 'sgd', learningRate: 1000 }, outputs: [{ from: 'out', loss: 'meanSquaredError' }],
      network: { layers: [{ id: 'h', kind: 'dense', units: 8, activation: 'relu' }, { id: 'out', kind: 'dense', units: 1 }] },
    })))
    const { code, stdout, stderr } = await descent(...here('run', file, '--json'))
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ status: 'diverged', reason: expect.stringContaining('stopped being finite at step') as string })
    expect(stderr).toContain('Try a smaller learning rate.')
  })
})

describe('bad input exits with 2 and one line per problem', () => {
  test('a spec with five mistakes', async () => {
    const bad = spiralsSpec({ seed: -1, optimizer: { kind: 'adm' }, metrics: ['accuracyy'], batches: { size: 0, order: 'shuffle' }, stop: { epochs: 'many' } })
    const { code, stdout, stderr } = await descent(...here('run', write('bad.json', JSON.stringify(bad))))
    expect([code, stdout]).toEqual([2, ''])
    expect(lines(stderr)).toHaveLength(5)
    expect(stderr).toContain('descent: optimizer.kind: expected one of')
    expect(stderr).toContain('did you mean "adam"?')
  })

  test.each([
    ['a spec that is no JSON', () => ['run', write('broken.json', '{ "version": 1,, }')], /broken\.json: expected JSON, got /],
    ['a spec that is not there', () => ['run', join(folder, 'missing.json')], /missing\.json: expected an experiment as a JSON file, got no such file/],
    ['a truncated IDX file', () => ['dataset', 'import', write('train-images-idx3-ubyte', Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3)), write('train-labels-idx1-ubyte', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9))], /train-images-idx3-ubyte/],
    ['a ragged CSV file', () => ['dataset', 'import', write('ragged.csv', 'a,b,c\n1,2,x\n3,4\n5,6,y\n')], /ragged\.csv line 3/],
    ['a file that is not there', () => ['dataset', 'import', join(folder, 'none.csv')], /none\.csv: expected a file or a folder/],
    ['an unknown run', () => ['show', 'nobody'], /there are no runs in this workspace/],
    ['an unknown command', () => ['rum', 'x'], /there is no command "rum"; did you mean "descent run"\?/],
    ['an unknown option', () => ['run', specFile, '--thread', '3'], /"descent run" has no option --thread/],
    ['an option without its value', () => ['run', specFile, '--set'], /--set needs a value: --set PATH=VALUE/],
    ['a missing operand', () => ['export'], /"descent export" needs RUN/],
    ['an operand too many', () => ['runs', 'all'], /"descent runs" does not know what to do with "all"/],
    ['an unknown format', () => ['export', 'x', '--format', 'npzz'], /--format should be one of onnx, pytorch, keras, tfjs, c, typescript, safetensors, npz, json, capsule, got "npzz"; did you mean npz\?/],
    ['a port that is none', () => ['serve', '--port', '70000'], /--port should be a whole number from 0 to 65535/],
    ['a host that is not this machine', () => ['serve', '--host', '0.0.0.0'], /--host should be 127\.0\.0\.1/],
    ['an override without a path', () => ['run', specFile, '--set', '=3'], /--set needs path=value/],
    ['an override outside a list', () => ['run', specFile, '--set', 'network.layers[7].units=3'], /should be a position from 0 to 2/],
  ])('%s', async (_what, words, expected) => {
    const { code, stdout, stderr } = await descent(...here(...words()))
    expect([code, stdout]).toEqual([2, ''])
    expect(lines(stderr)).toHaveLength(1)
    expect(stderr).toMatch(expected)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  test('a port that is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void taken.close())
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as { port: number }
    const { code, stderr } = await descent(...here('serve', '--port', String(port)))
    expect(code).toBe(2)
    expect(lines(stderr)).toEqual([expect.stringContaining(`port ${port}: expected a free port`)])
  })

  test('a workspace that cannot be written to', async () => {
    const file = write('file', '')
    const { code, stderr } = await descent('run', specFile, '--workspace', join(file, 'workspace'))
    expect(code).toBe(2)
    expect(lines(stderr)).toEqual([expect.stringContaining('expected a folder that can be written to')])
  })

  test('a workspace that another process writes to; reading it goes on', async () => {
    await startServices({ workspace: join(folder, 'workspace') })
    const { code, stderr } = await descent(...here('run', specFile))
    expect(code).toBe(2)
    expect(stderr).toContain(`in use by process ${process.pid}`)
    expect((await descent(...here('runs'))).stdout).toBe('no runs\n')
  })
})

describe('what a run left', () => {
  test('is found by its id, the beginning of it, its name and "latest"', async () => {
    const first = String((await json('run', specFile))['run'])
    const second = String((await json('run', specFile, '--set', 'name=second', '--set', 'seed=9'))['run'])
    const idOf = async (word: string) => ((await json('show', word))['run'] as { id: string }).id
    expect(await idOf('latest')).toBe(second)
    expect(await idOf('spirals')).toBe(first)
    expect(await idOf(first.slice(0, 5))).toBe(first)
    expect(await idOf(second)).toBe(second)
    const listed = JSON.parse((await descent(...here('runs', '--json'))).stdout) as { id: string }[]
    expect(listed.map(({ id }) => id)).toEqual([second, first])
    const { differences, runs } = await json('compare', first, second)
    // Another seed draws other spirals, so the stored data differ too.
    expect(differences).toEqual([{ path: 'seed', values: [3, 9] }, expect.objectContaining({ path: 'dataset.id' })])
    expect(runs).toHaveLength(2)
  })

  test('is scored, and the scores are the ones it ended with', async () => {
    const { final } = await json('run', specFile) as { final: Record<string, unknown> }
    for (const split of ['train', 'validation', 'test']) {
      const result = await json('eval', 'latest', '--split', split) as { scores: object; samples: number; confusion: number[][] }
      expect(result.scores).toEqual(final[split])
      expect(result.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(result.samples)
    }
  })

  test('predicts a file as it predicts its own data', async () => {
    await json('run', specFile, '--set', 'preprocessing=[{"kind":"standardize"}]')
    const services = await startServices({ workspace: join(folder, 'workspace') })
    const [dataset] = await services.api.datasets.list()
    const all = await services.api.datasets.samples(dataset!.id, 0, 200)
    const test = await services.trained.predictions((await services.api.runs.list())[0]!.id, 'test')
    const rows = [...test.indices].map((index) => `${all.inputs[2 * index]},${all.inputs[2 * index + 1]}`)
    const file = write('input.csv', `x,y\n${rows.join('\n')}\n`)
    const { predictions, classes } = await json('predict', 'latest', '--input', file) as { predictions: { class: string; probabilities: number[] }[]; classes: string[] }
    expect(classes).toEqual(['0', '1'])
    predictions.forEach(({ probabilities }, i) => expect(probabilities[1]).toBeCloseTo(test.outputs[2 * i + 1]!, 5))
    expect(predictions).toHaveLength(test.sampleCount)
    const { stdout } = await descent(...here('predict', 'latest', '--split', 'test'))
    expect(lines(stdout)[0]).toBe('class,probability of 0,probability of 1')
    expect(lines(stdout)).toHaveLength(test.sampleCount + 1)
    const { code, stderr } = await descent(...here('predict', 'latest', '--input', write('wrong.csv', 'u,v\n1,2\n')))
    expect([code, lines(stderr).length]).toEqual([2, 2])
  })

  test('is exported to a file whose hash is told', async () => {
    await json('run', specFile)
    const file = join(folder, 'weights.npz')
    const { format, sha256 } = await json('export', 'latest', '-o', file)
    expect(format).toBe('npz')
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(sha256)
  })

  test('is exported as ONNX, and what its reader says is told', async () => {
    await json('run', specFile)
    const file = join(folder, 'model.onnx')
    const { format, verification } = await json('export', 'latest', '-o', file) as { format: string; verification: { reader: string; samples: number; maxDifference: number } | null }
    expect(format).toBe('onnx')
    expect(readFileSync(file).subarray(0, 2)).toEqual(Buffer.of(8, 8))
    const { stdout } = await descent(...here('export', 'latest', '-f', 'onnx', '-o', file))
    if (verification === null) {
      expect(stdout).toContain('not verified: no ONNX reader here')
      return
    }
    expect(verification.reader).toMatch(/^onnxruntime \d/)
    expect(verification.samples).toBeGreaterThan(0)
    expect(verification.maxDifference).toBeLessThanOrEqual(1e-4)
    expect(stdout).toContain('verified: onnxruntime')
    // What was found stays with the run, though the command only reads.
    expect(((await json('show', 'latest')) as { exports: unknown[] }).exports).toMatchObject([{ format: 'onnx', verification }, { format: 'onnx', verification }])
  })

  test('that ONNX cannot hold is refused by name, and leaves no file', async () => {
    await json('run', specFile, '--set', 'network.layers=[{"kind":"dense","units":4},{"kind":"dropout"},{"id":"out","kind":"dense","units":2}]', '--set', 'ensemble={"kind":"monteCarloDropout","passes":3}')
    const file = join(folder, 'refused.onnx')
    const { code, stderr } = await descent(...here('export', 'latest', '-o', file))
    expect(code).toBe(2)
    expect(stderr).toContain('monteCarloDropout, which cannot be written as ONNX')
    expect(existsSync(file)).toBe(false)
  })
})

describe('specs and data sets', () => {
  test('describe gives shapes and counts, and every problem with exit code 2', async () => {
    expect(await json('describe', specFile)).toMatchObject({ issues: [], parameterCount: 42, summary: '2-8-2 · Tanh · Adam 0.01 · batch 16' })
    const { code, stdout, stderr } = await descent(...here('describe', specFile, '--set', 'optimizer.kind=adm', '--set', 'seed=x', '--json'))
    expect(code).toBe(2)
    expect((JSON.parse(stdout) as { issues: unknown[] }).issues).toHaveLength(2)
    expect(lines(stderr)).toHaveLength(2)
  })

  test('check compares the gradients', async () => {
    const { maxRelativeError, layers } = await json('check', specFile) as { maxRelativeError: number; layers: { parameter: string }[] }
    expect(maxRelativeError).toBeLessThan(1e-6)
    expect(layers.map(({ parameter }) => parameter)).toEqual(['h.weight', 'h.bias', 'out.weight', 'out.bias'])
  })

  test('data sets are imported, listed and described', async () => {
    const file = write('points.csv', `x,y,colour\n${Array.from({ length: 20 }, (_, i) => `${i},${i * i},${i % 2 === 0 ? 'red' : 'blue'}`).join('\n')}\n`)
    const { id } = await json('dataset', 'import', file, '--name', 'parabola', '--target', 'y', '--task', 'regression')
    const listed = JSON.parse((await descent(...here('dataset', 'list', '--json'))).stdout) as object[]
    expect(listed).toEqual([expect.objectContaining({ id, name: 'parabola', task: 'regression', targetNames: ['y'] })])
    expect(await json('dataset', 'describe', 'parabola')).toMatchObject({ targetStatistics: { maximum: 361 } })
  })

  test('the gallery is listed and trained like any spec', async () => {
    const listed = JSON.parse((await descent(...here('gallery', 'list', '--json'))).stdout) as { id: string }[]
    expect(listed.map(({ id }) => id)).toContain('spirals')
    expect(await json('gallery', 'run', 'spirals', '--set', 'stop.epochs=2')).toMatchObject({ status: 'completed', epochs: 2 })
    expect((await descent(...here('gallery', 'run', 'spiral'))).stderr).toMatch(/the gallery has .*spirals.*; got "spiral"/)
  })

  test('paths in a spec are relative to the spec', async () => {
    write('points.csv', `x,colour\n${Array.from({ length: 40 }, (_, i) => `${i},${i % 2 === 0 ? 'red' : 'blue'}`).join('\n')}\n`)
    const file = write('csv.json', JSON.stringify(spiralsSpec({ dataset: { kind: 'csv', path: 'points.csv', target: 'colour' }, stop: { epochs: 1, early: null } })))
    const { stdout, stderr } = await descent(...here('run', file, '--json'))
    expect(stderr).not.toContain('expected')
    expect(JSON.parse(stdout)).toMatchObject({ status: 'completed' })
  })
})

describe('the command line itself', () => {
  test('helps', async () => {
    const { code, stdout } = await descent('--help')
    expect(code).toBe(0)
    for (const { name } of commands) expect(stdout).toContain(`descent ${name}`)
    expect((await descent('run', '--help')).stdout).toContain('--set PATH=VALUE …')
    expect((await descent('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect((await descent()).code).toBe(2)
  })

  test.each([
    ['linux', { HOME: '/h', XDG_DATA_HOME: '/data' }, join('/data', 'Descent')],
    ['win32', { APPDATA: '/roaming' }, join('/roaming', 'Descent')],
    ['linux', { DESCENT_WORKSPACE: '/elsewhere', XDG_DATA_HOME: '/data' }, '/elsewhere'],
  ] as const)('on %s the workspace is where people keep data', (platform, environment, expected) => {
    expect(workspaceFolder(null, environment, platform)).toBe(expected)
    expect(workspaceFolder('/asked', environment, platform)).toBe('/asked')
  })
})
