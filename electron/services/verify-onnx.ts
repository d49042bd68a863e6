import { ONNX_INPUT, ONNX_OUTPUT, sizeOf, type Shape } from '../../core/index.ts'
import type { ExportVerification } from '../contract/api.ts'

/** What is used of onnxruntime-node, which an installation need not have. */
interface Runtime {
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => unknown
  readonly InferenceSession: {
    create(model: Uint8Array, options: { readonly intraOpNumThreads: number; readonly logSeverityLevel: number }): Promise<{
      run(inputs: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, { readonly data: Float32Array }>>>
      release(): Promise<void>
      readonly outputNames: readonly string[]
    }>
  }
  readonly env: { readonly versions: { readonly node?: string; readonly common: string } }
}

/** A variable, so that bundles are made without it. */
const PACKAGE: string = 'onnxruntime-node'
const ERRORS_ONLY = 3

/** Float32 operators add in other orders; more than this is another function. */
const LARGEST_DIFFERENCE = 1e-4

async function loadRuntime(): Promise<Runtime | null> {
  try {
    return await import(/* @vite-ignore */ PACKAGE) as Runtime
  } catch {
    // Not installed, or without a binary for this system: then there is no reader here.
    return null
  }
}

/** Samples as the data set has them, and what we predict for them. */
export interface ExpectedPredictions { readonly inputs: Float32Array; readonly inputShape: Shape; readonly outputs: Float32Array; /** Of the outputs after the first. */ readonly further: readonly Float32Array[] }

/** Predicts with an ONNX file by another program. Null where none is installed; throws where it predicts something else, and what it says where it cannot read the file. */
export async function verifyOnnx(content: Uint8Array, { inputs, inputShape, outputs, further }: ExpectedPredictions): Promise<ExportVerification | null> {
  const runtime = await loadRuntime()
  if (runtime === null) return null
  const samples = inputs.length / sizeOf(inputShape)
  const session = await runtime.InferenceSession.create(content, { intraOpNumThreads: 1, logSeverityLevel: ERRORS_ONLY })
  try {
    const predicted = await session.run({ [ONNX_INPUT]: new runtime.Tensor('float32', inputs, [samples, ...inputShape]) })
    const reader = `onnxruntime ${runtime.env.versions.node ?? runtime.env.versions.common}`
    const names = [ONNX_OUTPUT, ...session.outputNames.filter((name) => name !== ONNX_OUTPUT)]
    const expected = [outputs, ...further]
    const maxDifference = names.length === expected.length ? Math.max(...names.map((name, index) => largestDifference(predicted[name]!.data, expected[index]!))) : Infinity
    if (maxDifference > LARGEST_DIFFERENCE) {
      throw new Error(`The ONNX file is not handed out: ${reader} predicts values up to ${maxDifference.toExponential(1)} from our own for ${samples} samples, and ${LARGEST_DIFFERENCE} is the limit`)
    }
    return { reader, samples, maxDifference }
  } finally {
    await session.release()
  }
}

/** Infinite where the lengths differ or a number is missing on one side. */
function largestDifference(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Infinity
  return actual.reduce((largest, value, i) => {
    const difference = Object.is(value, expected[i]) ? 0 : Math.abs(value - expected[i]!)
    return Math.max(largest, Number.isNaN(difference) ? Infinity : difference)
  }, 0)
}
