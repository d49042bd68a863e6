import { describe, expect, it, test } from 'vitest'
import { activations, layers, losses, transforms, writeOnnx } from '../../../core/index.ts'
import { writtenActivations } from '../../../core/exports/onnx/activations.ts'
import { LAYER_EXPORTERS } from '../../../core/exports/onnx/layers.ts'
import { preparedKinds } from '../../../core/exports/preparation.ts'
import { readLosses } from '../../../core/exports/reading.ts'
import { verifyOnnx, type ExpectedPredictions } from '../../../electron/services/verify-onnx.ts'
import { dense, EXPORT_CASES, LARGEST_DIFFERENCE, SAMPLES, trainCase, type ExportCase } from '../../support/export-cases.ts'
import { issuesOf } from '../../support/issues-of.ts'

const hasRuntime = await import('onnxruntime-node').then(() => true, () => false)
if (!hasRuntime) process.stderr.write('Tests that read ONNX files back are skipped: onnxruntime-node is absent.\n')

async function exportTrained(given: ExportCase): Promise<{ content: Uint8Array; expected: ExpectedPredictions }> {
  const { experiment, model, expected } = await trainCase(given)
  return { content: writeOnnx(experiment, model, { name: 'exported', version: '1.0' }), expected }
}

describe.skipIf(!hasRuntime)('read back by onnxruntime', () => {
  test.each(Object.entries(EXPORT_CASES))('%s predicts the same', async (_, given) => {
    const { content, expected } = await exportTrained(given)
    const verification = (await verifyOnnx(content, expected))!
    expect(verification.samples).toBe(SAMPLES / 4)
    expect(verification.maxDifference).toBeLessThan(LARGEST_DIFFERENCE)
  })

  test.each(['logistic', 'mish', { kind: 'elu', alpha: 0.5 }])('a simple recurrent layer of %o predicts the same', async (activation) => {
    const { content, expected } = await exportTrained({ shape: [4, 3], layers: [{ kind: 'simpleRecurrent', units: 4, activation, returns: 'all' }, { kind: 'simpleRecurrent', units: 4, activation }, dense(3)] })
    expect((await verifyOnnx(content, expected))!.maxDifference).toBeLessThan(LARGEST_DIFFERENCE)
  })

  test.each([...activations.kinds, { kind: 'gelu', form: 'tanh' }, { kind: 'logistic', slope: 2.5 }, { kind: 'softmax', temperature: 3 }])('%o predicts the same', async (activation) => {
    const { content, expected } = await exportTrained({ shape: [4], layers: [dense(6, activation), dense(3)] })
    expect((await verifyOnnx(content, expected))!.maxDifference).toBeLessThan(LARGEST_DIFFERENCE)
  })

  it('is refused where it predicts something else', async () => {
    const { content, expected } = await exportTrained(EXPORT_CASES['an MLP'])
    const others = (change: (value: number) => number): ExpectedPredictions => ({ ...expected, outputs: expected.outputs.map(change) })
    await expect(verifyOnnx(content, others((value) => value + 0.001))).rejects.toThrow(/predicts values up to 1\.0e-3 from our own for 12 samples, and 0\.0001 is the limit/)
    await expect(verifyOnnx(content, others(() => Number.NaN))).rejects.toThrow(/up to Infinity/)
  })
})

describe('every block', () => {
  it('is written, or says why not', () => {
    expect(Object.keys(LAYER_EXPORTERS).sort()).toEqual([...layers.kinds].sort())
    expect(Object.values(LAYER_EXPORTERS).filter((entry) => typeof entry !== 'function')).toEqual([])
    expect([...writtenActivations].sort()).toEqual([...activations.kinds].sort())
    expect([...preparedKinds].sort()).toEqual([...transforms.kinds].sort())
    expect([...readLosses].sort()).toEqual([...losses.kinds].sort())
  })

  it('is read back in a test above', () => {
    const tested = new Set(Object.values(EXPORT_CASES).flatMap((given) => given.layers.map(({ kind }) => kind)))
    expect(Object.entries(LAYER_EXPORTERS).filter(([kind, entry]) => typeof entry === 'function' && !tested.has(kind))).toEqual([])
  })
})

describe('what cannot be written', () => {
  it('is refused by name: passes that draw other masks', async () => {
    const { experiment, model } = await trainCase({ shape: [4], layers: [dense(6, 'tanh'), { kind: 'dropout' }, dense(3)], ensemble: { kind: 'monteCarloDropout', passes: 3 } })
    expect(issuesOf(() => writeOnnx(experiment, model, { name: 'x', version: '1' }))).toEqual([expect.stringMatching(/^ensemble: expected something other than monteCarloDropout, which cannot be written as ONNX: it predicts several times/)])
  })
})
