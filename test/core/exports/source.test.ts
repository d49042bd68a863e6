import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { activations, layers, sizeOf, writeCHeader, writeTypescript } from '../../../core/index.ts'
import { sourceActivations } from '../../../core/exports/source/activations.ts'
import { SOURCE_LAYERS } from '../../../core/exports/source/layers.ts'
import { dense, expectEach, EXPORT_CASES, trainCase, type ExportCase, type TrainedCase } from '../../support/export-cases.ts'
import { issuesOf } from '../../support/issues-of.ts'

const hasCompiler = spawnSync('gcc', ['--version'], { stdio: 'ignore' }).status === 0
if (!hasCompiler) process.stderr.write('Tests that compile C are skipped: gcc is absent.\n')

const CASES: Readonly<Record<string, ExportCase>> = {
  ...EXPORT_CASES,
  'a sequence with zeros around it': { shape: [4, 8], layers: [{ kind: 'conv1d', channels: 4, kernel: 3, padding: 'explicit', paddingSize: 2, groups: 2, stride: 2 }, { kind: 'batchNormalization' }, { kind: 'flatten' }, dense(3)] },
  'functions of whole rows': { shape: [1, 4, 4], layers: [{ kind: 'conv2d', channels: 3, activation: 'softmax' }, { kind: 'activation', function: 'logSoftmax' }, { kind: 'flatten' }, dense(6, { kind: 'softmax', temperature: 2 }), dense(3)] },
  'a recurrent layer of whole rows': { shape: [4, 3], layers: [{ kind: 'simpleRecurrent', units: 4, activation: 'softmax' }, dense(3)] },
  'words that C keeps for itself': { shape: [4], layers: [{ id: 'int', ...dense(4, 'tanh') }, { id: 'input2', ...dense(4) }, { id: 'memory', ...dense(4) }, { id: 'ñ-1', ...dense(4) }, { id: 'ñ_1', ...dense(3) }] },
  ...Object.fromEntries([...activations.kinds, { kind: 'gelu', form: 'tanh' }, { kind: 'logistic', slope: 2.5 }, { kind: 'elu', alpha: 0.5 }].map((activation) => [`the activation ${JSON.stringify(activation)}`, { shape: [4], layers: [dense(6, activation), dense(3)] }])),
}
const names = Object.keys(CASES)

interface Predicted { readonly outputs: readonly number[] }

const trained = new Map<string, TrainedCase>()
let folder = ''

/** As JSON: no numbers but those that were written. */
const asC = (values: Float32Array): string => Array.from(values, (value) => (Number.isNaN(value) ? 'NAN' : `${value.toPrecision(9)}f`)).join(', ')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'descent-source-'))
  for (const name of names) trained.set(name, await trainCase(CASES[name]!))
})
afterAll(() => rm(folder, { recursive: true }))

const run = (program: string, words: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 })
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stdout.slice(0, 4000)}${stderr.slice(0, 4000)}`)
  return stdout
}

function expectSame(name: string, { outputs }: Predicted): void {
  const { expected } = trained.get(name)!
  const samples = expected.inputs.length / sizeOf(expected.inputShape)
  // Outputs stand one behind the other in each sample's row.
  const widths = [expected.outputs, ...expected.further].map(({ length }) => length / samples)
  const whole = outputs.length / samples
  const starts = widths.map((_, index) => widths.slice(0, index).reduce((sum, width) => sum + width, 0))
  expectEach(widths.map((width, index) => Array.from({ length: samples * width }, (_, i) => outputs[Math.floor(i / width) * whole + starts[index]! + i % width]!)), expected)
  expect(whole).toBe(widths.reduce((sum, width) => sum + width, 0))
}

describe.skipIf(!hasCompiler)('C headers', () => {
  let predicted: readonly Predicted[] = []

  beforeAll(async () => {
    for (const [index, name] of names.entries()) {
      const { experiment, model } = trained.get(name)!
      await writeFile(join(folder, `case_${index}.h`), writeCHeader(experiment, model, { name: `case ${index}`, version: '1.0' }))
    }
    const each = names.map((name, index) => {
      const { expected } = trained.get(name)!
      const samples = expected.inputs.length / sizeOf(expected.inputShape)
      return [
        `  { static const float inputs[] = { ${asC(expected.inputs)} }; static float output[CASE_${index}_OUTPUTS];`,
        `    printf("%s{\\"outputs\\":[", ${index} ? "," : "[");`,
        `    for (int n = 0; n < ${samples}; n++) { case_${index}_predict(inputs + n * CASE_${index}_INPUTS, output); for (int i = 0; i < CASE_${index}_OUTPUTS; i++) printf("%s%.9g", n + i ? "," : "", (double)output[i]); }`,
        '    printf("]}"); }',
      ].join('\n')
    })
    await writeFile(join(folder, 'main.c'), `#include <stdio.h>\n${names.map((_, index) => `#include "case_${index}.h"\n`).join('')}int main(void) {\n${each.join('\n')}\n  printf("]\\n");\n  return 0;\n}\n`)
    run('gcc', ['-std=c99', '-pedantic', '-O1', '-Wall', '-Wextra', '-Werror', '-o', 'main', 'main.c', '-lm'])
    predicted = JSON.parse(run(join(folder, 'main'), [])) as Predicted[]
  }, 120_000)

  test.each(names)('of %s predict the same', (name) => expectSame(name, predicted[names.indexOf(name)]!))

  it('name the classes, whatever letters they have', async () => {
    const { experiment, model } = trained.get('an MLP')!
    const classes = ['a "quoted" one\\', 'señal ¿sí?', '5']
    await writeFile(join(folder, 'named.h'), writeCHeader({ ...experiment, data: { ...experiment.data, classes } }, model, { name: 'named', version: '1.0' }))
    await writeFile(join(folder, 'named.c'), '#include <stdio.h>\n#include "named.h"\nint main(void) { float output[3] = { 0.1f, 0.7f, 0.2f }; printf("%s|%s|%s", named_classes[0], named_class(output), named_classes[2]); return 0; }\n')
    run('gcc', ['-std=c99', '-Wall', '-Wextra', '-Werror', '-o', 'named', 'named.c', '-lm'])
    expect(run(join(folder, 'named'), []).split('|')).toEqual(classes)
  })
})

describe('TypeScript modules', () => {
  let predicted: readonly Predicted[] = []

  beforeAll(async () => {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n')
    const jobs = await Promise.all(names.map(async (name, index) => {
      const { experiment, model, expected } = trained.get(name)!
      await writeFile(join(folder, `case_${index}.ts`), writeTypescript(experiment, model, { name, version: '1.0' }))
      return { inputs: Array.from(expected.inputs, String), size: sizeOf(expected.inputShape) }
    }))
    await writeFile(join(folder, 'jobs.json'), JSON.stringify(jobs))
    await writeFile(join(folder, 'main.mjs'), [
      'import { readFileSync } from "node:fs"',
      'const results = []',
      'for (const [index, { inputs, size }] of JSON.parse(readFileSync("jobs.json", "utf8")).entries()) {',
      '  const { predict, outputSize } = await import(`./case_${index}.ts`)',
      '  const outputs = []',
      '  for (let i = 0; i < inputs.length; i += size) outputs.push(...predict(inputs.slice(i, i + size).map(Number)))',
      '  results.push({ outputs, outputSize })',
      '}',
      'console.log(JSON.stringify(results))',
    ].join('\n'))
    predicted = JSON.parse(run(process.execPath, ['main.mjs'])) as Predicted[]
  }, 120_000)

  test.each(names)('of %s predict the same', (name) => expectSame(name, predicted[names.indexOf(name)]!))

  it('satisfy a strict compiler', () => {
    run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--noUnusedLocals', '--noUnusedParameters', '--target', 'es2022', '--module', 'esnext', '--ignoreConfig', ...names.map((_, index) => `case_${index}.ts`)])
  }, 120_000)
})

describe('every block', () => {
  it('is written', () => {
    expect(Object.keys(SOURCE_LAYERS).sort()).toEqual([...layers.kinds].sort())
    expect([...sourceActivations].sort()).toEqual([...activations.kinds].sort())
    const tested = new Set(Object.values(CASES).flatMap((given) => given.layers.map(({ kind }) => kind)))
    expect(layers.kinds.filter((kind) => !tested.has(kind))).toEqual([])
  })

  it('shares memory among values that are not needed at the same time', () => {
    const { experiment, model } = trained.get('the other normalizations and changes of shape')!
    const text = new TextDecoder().decode(writeTypescript(experiment, model, { name: 'x', version: '1' }))
    const size = Number(/memory = new Float32Array\((\d+)\)/.exec(text)![1])
    const [largest, second] = [...text.matchAll(/memory\.subarray\((\d+), (\d+)\)/g)].map(([, from, to]) => Number(to) - Number(from)).sort((a, b) => b - a)
    expect(size).toBeLessThan(2 * (largest! + second!))
  })

  it('is refused where the model is too large for a text, or not finite', async () => {
    const { experiment, model } = await trainCase({ shape: [300], layers: [dense(900, 'relu'), dense(3)] })
    expect(issuesOf(() => writeCHeader(experiment, model, { name: 'x', version: '1' }))).toEqual([expect.stringMatching(/expected at most 250,000 numbers in a C file, got 273,603 \(use ONNX\)/)])
    const { experiment: small, model: { members: [member], ...rest } } = trained.get('an MLP')!
    const broken = new Map([...member!.tensors].map(([name, tensor]) => [name, { ...tensor, data: tensor.data.map(() => Number.NaN) }]))
    expect(issuesOf(() => writeTypescript(small, { ...rest, members: [{ ...member!, tensors: broken }] }, { name: 'x', version: '1' }))).toEqual([expect.stringContaining('weights that are finite')])
  })
})
