import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { activations, layers, memoryFile, pytorchCode, readWhole, writeNpy, writePytorch } from '../../../core/index.ts'
import { pytorchActivations } from '../../../core/exports/pytorch/activations.ts'
import { PYTORCH_LAYERS } from '../../../core/exports/pytorch/layers.ts'
import { openZip } from '../../../core/formats/zip.ts'
import { dense, expectEach, EXPORT_CASES, LARGEST_DIFFERENCE, makeDataset, resolveCase, trainCase, type ExportCase, type TrainedCase } from '../../support/export-cases.ts'
import { issuesOf } from '../../support/issues-of.ts'
import { pythonWith, runPython } from '../../support/python.ts'

const python = pythonWith('torch', 'numpy')

const OWN_CASES: Readonly<Record<string, ExportCase>> = {
  'names that are not Python\'s': { shape: [4], layers: [{ id: 'capa-1', ...dense(5, 'tanh') }, { id: 'forward', ...dense(5, 'relu') }, { id: '3º', ...dense(4) }, { id: 'lambda', kind: 'add', inputs: ['capa-1', 'forward'] }, dense(3)] },
  'tied layers that differ': { shape: [1, 8, 8], layers: [{ id: 'a', kind: 'conv2d', channels: 1, activation: 'relu' }, { id: 'b', kind: 'conv2d', channels: 1, stride: 2, sharesWith: 'a' }, { kind: 'batchNormalization' }, { kind: 'flatten' }, dense(3)] },
  'a frozen layer': { shape: [4], layers: [{ ...dense(5, 'tanh'), trainable: false }, dense(3)] },
}
const CASES: Readonly<Record<string, ExportCase>> = {
  ...EXPORT_CASES, ...OWN_CASES,
  ...Object.fromEntries([...activations.kinds, { kind: 'gelu', form: 'tanh' }, { kind: 'logistic', slope: 2.5 }, { kind: 'softmax', temperature: 3 }].map((activation) => [`the activation ${JSON.stringify(activation)}`, { shape: [4], layers: [dense(6, activation), dense(3)] }])),
}
const moduleOf = (name: string): string => `case_${Object.keys(CASES).indexOf(name)}`

interface Read { readonly outputs: readonly (readonly number[])[][]; readonly single: readonly (readonly number[])[][]; readonly parameters: number; readonly trainable: number }

async function unzipped(content: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = await openZip(memoryFile('export.zip', content))
  return new Map(await Promise.all(files.map(async (file): Promise<[string, Uint8Array]> => [file.name, await readWhole(file)])))
}

describe.skipIf(python === null)('read by PyTorch', () => {
  const trained = new Map<string, TrainedCase>()
  let folder = ''
  let results: Readonly<Record<string, Read>> = {}

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'descent-pytorch-'))
    for (const [name, given] of Object.entries(CASES)) {
      const module = moduleOf(name)
      const { experiment, model, expected } = await trainCase(given).then((result) => (trained.set(name, result), result))
      for (const [file, content] of await unzipped(writePytorch(experiment, model, { name: module, version: '1.0' }))) await writeFile(join(folder, file), content)
      await writeFile(join(folder, `${module}.npy`), writeNpy({ shape: [expected.inputs.length / given.shape.reduce((size, length) => size * length, 1), ...given.shape], data: expected.inputs }))
    }
    await copyFile(resolve(import.meta.dirname, 'read_modules.py'), join(folder, 'read_modules.py'))
    results = JSON.parse(runPython(python!, ['read_modules.py'], folder)) as typeof results
  }, 240_000)

  afterAll(() => rm(folder, { recursive: true }))

  test.each(Object.keys(CASES))('%s predicts the same', (name) => {
    const { expected, experiment, model } = trained.get(name)!
    const read = results[moduleOf(name)]!
    expectEach(read.outputs.map((rows) => rows.flat()), expected)
    // A batch of one is predicted like any other.
    expect(read.single[0]![0]!.every((value, i) => Math.abs(value - expected.outputs[i]!) < LARGEST_DIFFERENCE)).toBe(true)
    const count = (filter: (layer: (typeof experiment.network.layers)[number]) => boolean): number => model.members.reduce((sum, member) => sum + member.experiment.network.layers.filter(filter).reduce((part, layer) => part + layer.parameterCount, 0), 0)
    expect(read.parameters).toBe(count(() => true))
    expect(read.trainable).toBe(count(({ trainable }) => trainable))
  })

  it('predicts the rows of a CSV file as a program of its own', async () => {
    const module = moduleOf('an MLP')
    const { expected } = trained.get('an MLP')!
    await writeFile(join(folder, 'samples.csv'), `a,b,c,d,e\n${Array.from({ length: 2 }, (_, row) => expected.inputs.subarray(5 * row, 5 * row + 5).join(',')).join('\n')}\n`)
    const lines = runPython(python!, [`${module}.py`, 'samples.csv'], folder).trim().split('\n').map((line) => JSON.parse(line) as { class: string; probabilities: number[] })
    expect(lines).toHaveLength(2)
    lines.forEach(({ class: name, probabilities }, row) => {
      probabilities.forEach((value, i) => { expect(value).toBeCloseTo(expected.outputs[3 * row + i]!, 4) })
      expect(name).toBe(`c${probabilities.indexOf(Math.max(...probabilities))}`)
    })
  })

  it('builds the network without weights, as many parameters as here', async () => {
    const experiment = trained.get('a residual network')!.experiment
    await writeFile(join(folder, 'untrained.py'), pytorchCode(experiment, { name: 'Residual 2', version: '1.0' }))
    const said = runPython(python!, ['untrained.py'], folder)
    expect(said).toContain('Residual2(')
    expect(said).toContain(`${experiment.network.layers.reduce((sum, layer) => sum + layer.parameterCount, 0)} parameters`)
  })
})

describe('the text', () => {
  const given: ExportCase = { shape: [1, 8, 8], layers: [{ id: 'c1', kind: 'conv2d', channels: 4, kernel: 5, activation: 'relu' }, { id: 's2', kind: 'maxPool2d' }, { id: 'flat', kind: 'flatten' }, { id: 'out', ...dense(3) }] }

  it('is what one would write by hand', () => {
    const code = pytorchCode(resolveCase(given, makeDataset(given)), { name: 'LeNet-1', version: '1.0' })
    expect(code).toContain([
      'class LeNet1(nn.Module):',
      '    """Prepared samples [batch, 1, 8, 8] in; out [batch, 3], as the loss reads them (softmaxCrossEntropy)."""',
      '',
      '    def __init__(self):',
      '        super().__init__()',
      '        self.c1 = nn.Conv2d(1, 4, kernel_size=5, padding=2)',
      '        self.s2 = nn.MaxPool2d(2)',
      '        self.out = nn.Linear(64, 3)',
      '',
      '    def forward(self, x):',
      '        x = F.relu(self.c1(x))',
      '        x = self.s2(x)',
      '        x = x.flatten(1)',
      '        x = self.out(x)',
      '        return x',
    ].join('\n'))
    expect(code).toContain('In Descent its samples are preprocessed: standardize.')
  })

  it('is the same for the same network', () => {
    const experiment = resolveCase(given, makeDataset(given))
    expect(pytorchCode(experiment, { name: 'a', version: '1' })).toBe(pytorchCode(experiment, { name: 'a', version: '1' }))
  })
})

describe('every block', () => {
  it('is written, or says why not', () => {
    expect(Object.keys(PYTORCH_LAYERS).sort()).toEqual([...layers.kinds].sort())
    expect(Object.values(PYTORCH_LAYERS).filter((entry) => typeof entry !== 'function')).toEqual([])
    expect([...pytorchActivations].sort()).toEqual([...activations.kinds].sort())
    const tested = new Set(Object.values(CASES).flatMap((given) => given.layers.map(({ kind }) => kind)))
    expect(layers.kinds.filter((kind) => !tested.has(kind))).toEqual([])
  })

  it('is refused with its name where other masks would be drawn', async () => {
    const { experiment, model } = await trainCase({ shape: [4], layers: [dense(6, 'tanh'), { kind: 'dropout' }, dense(3)], ensemble: { kind: 'monteCarloDropout', passes: 3 } })
    expect(issuesOf(() => writePytorch(experiment, model, { name: 'x', version: '1' }))).toEqual([expect.stringContaining('monteCarloDropout, which cannot be written as PyTorch')])
  })
})
