import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import { getOrCreate } from '../math/get-or-create.ts'
import { sizeOf, type Shape } from '../math/shape.ts'
import { buildNetwork } from '../network/build-network.ts'
import type { Engine, Program } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { TargetScale } from '../preprocessing/target-scale.ts'
import type { ExplainedNetwork } from '../saliency/definition.ts'
import { restoreParameters } from '../trainer/checkpoint.ts'
import { readOutput } from '../trainer/scores.ts'
import type { ModelMember } from '../trainer/trained-model.ts'

/** What a layer gave for one sample. */
export interface LayerOutput {
  readonly layer: string
  readonly kind: string
  readonly shape: Shape
  readonly values: Float32Array
}

/** A trained network that can be looked into. Inputs are preprocessed samples, rows × input size. */
export interface TrainedNetwork extends Omit<ExplainedNetwork, 'background'> {
  /** The output of every layer for one sample, in layer order. */
  layerOutputs(input: Float32Array): readonly LayerOutput[]
  /** What one layer gives for each row: rows × size of its output. */
  outputsOf(layer: string, inputs: Float32Array, rows: number): Float32Array
  /** What people read of each row: class probabilities, or values in the unit of the data. */
  predictions(inputs: Float32Array, rows: number): Float32Array
}

/** Rows of one recorded program; more go in several calls. */
const MOST_ROWS = 256

interface GradientProgram extends Program {
  readonly x: Tensor
  readonly seed: Tensor
  readonly gradient: Tensor | null
  readonly maps: { readonly values: Tensor; readonly gradients: Tensor } | null
}

/** Puts a member's numbers into a network of its own on `engine`, in inference mode. Throws SpecError when they do not fit. */
export function createTrainedNetwork({ experiment, tensors }: ModelMember, engine: Engine, targetScale: TargetScale | null): TrainedNetwork {
  const { ops } = engine
  const plan = experiment.network
  const network = buildNetwork(plan, engine, experiment.seed, { inputGradient: true })
  restoreParameters({ network }, tensors)
  const inputSize = sizeOf(plan.inputShape)
  const head = experiment.outputs[0].from
  const headSize = sizeOf(plan.layers.find(({ id }) => id === head)!.outputShape)
  const mapped = plan.layers.findLast(({ outputShape }) => outputShape.length === 3) ?? null
  const forwards = new Map<string, Program & { readonly x: Tensor; readonly y: Tensor }>()
  const gradients = new Map<number, GradientProgram>()
  let whole: (Program & { readonly x: Tensor; readonly outputs: readonly Tensor[] }) | null = null

  const withRows = (rows: number): Tensor => ops.create([rows, ...plan.inputShape])

  function forwardOf(layer: string, rows: number): Program & { readonly x: Tensor; readonly y: Tensor } {
    return getOrCreate(forwards, `${rows}/${layer}`, () => {
      const x = withRows(rows)
      const { run, result: y } = engine.record(() => network.forward(x, false).outputs.get(layer)!)
      return { x, y, run }
    })
  }

  /** One pass that leaves what every layer gives. */
  function recordWhole(): Program & { readonly x: Tensor; readonly outputs: readonly Tensor[] } {
    const x = withRows(1)
    const { run, result: outputs } = engine.record(() => {
      const given = network.forward(x, false).outputs
      return plan.layers.map(({ id }) => given.get(id)!)
    })
    return { x, outputs, run }
  }

  function gradientOf(rows: number): GradientProgram {
    return getOrCreate(gradients, rows, () => {
      const x = withRows(rows)
      const seed = ops.create([rows, headSize])
      // A layer may overwrite the gradient it is given, so what is kept of it is a copy; made before the recording, which shares places.
      const kept = mapped === null ? null : { values: ops.create([rows, ...mapped.outputShape]), gradients: ops.create([rows, ...mapped.outputShape]) }
      const { run, result: gradient } = engine.record(() => {
        const pass = network.forward(x, false)
        const y = pass.outputs.get(head)!
        const dy = ops.create(y.shape)
        ops.copy(seed, dy)
        if (kept !== null) {
          ops.copy(pass.outputs.get(mapped!.id)!, kept.values)
          ops.fill(kept.gradients, 0)
        }
        return pass.backward(new Map([[head, dy]]), (layer, gradientOfLayer) => {
          if (kept !== null && layer === mapped!.id) ops.copy(gradientOfLayer, kept.gradients)
        })
      })
      return { x, seed, gradient, maps: kept, run }
    })
  }

  /** Of two classes that share one output, the first is its opposite. */
  function seedOf(output: number): { index: number; sign: number } {
    return headSize === 1 && experiment.data.classes !== null ? { index: 0, sign: output === 0 ? -1 : 1 } : { index: output, sign: 1 }
  }

  function pullBack(inputs: Float32Array, rows: number, output: number): GradientProgram {
    const program = gradientOf(rows)
    const { index, sign } = seedOf(output)
    program.x.data.set(inputs)
    program.seed.data.fill(0)
    for (let row = 0; row < rows; row++) program.seed.data[row * headSize + index] = sign
    program.run()
    return program
  }

  function outputsOf(layer: string, inputs: Float32Array, rows: number): Float32Array {
    const size = layer === head ? headSize : sizeOf(plan.layers.find(({ id }) => id === layer)!.outputShape)
    return inChunks(inputs, rows, size, (chunk, count) => {
      const program = forwardOf(layer, count)
      program.x.data.set(chunk)
      program.run()
      return program.y.data
    })
  }

  const predictions = (inputs: Float32Array, rows: number): Float32Array => readOutput(experiment, 0, outputsOf(head, inputs, rows), { sampleCount: rows, targetScale })

  function inChunks(inputs: Float32Array, rows: number, size: number, compute: (chunk: Float32Array, rows: number) => ArrayLike<number>): Float32Array {
    const result = new Float32Array(rows * size)
    for (let start = 0; start < rows; start += MOST_ROWS) {
      const count = Math.min(MOST_ROWS, rows - start)
      result.set(compute(inputs.subarray(start * inputSize, (start + count) * inputSize), count), start * size)
    }
    return result
  }

  return {
    inputShape: plan.inputShape,
    gradients: (inputs, rows, output) => inChunks(inputs, rows, inputSize, (chunk, count) => pullBack(chunk, count, output).gradient?.data ?? new Float32Array(count * inputSize)),
    scores: (inputs, rows, output) => {
      const all = predictions(inputs, rows)
      const width = all.length / rows
      // One probability of two classes is that of the second.
      return Float32Array.from({ length: rows }, (_, row) => (width > 1 || experiment.data.classes === null ? all[row * width + output] : output === 0 ? 1 - all[row] : all[row]))
    },
    lastMaps(input, output) {
      const { maps } = pullBack(input, 1, output)
      return maps === null ? null : { shape: mapped!.outputShape, values: Float32Array.from(maps.values.data), gradients: Float32Array.from(maps.gradients.data) }
    },
    layerOutputs(input) {
      whole ??= recordWhole()
      whole.x.data.set(input)
      whole.run()
      const { outputs } = whole
      return plan.layers.map(({ id, resolved, outputShape }, i) => ({ layer: id, kind: resolved.kind, shape: outputShape, values: Float32Array.from(outputs[i].data) }))
    },
    outputsOf,
    predictions,
  }
}

/** The layer whose output the first head reads: what the network makes of a sample before it decides. Null where the head reads the input. */
export function lastHiddenLayer({ network, outputs }: ResolvedExperiment): string | null {
  const head = network.layers.find(({ id }) => id === outputs[0].from)
  return network.layers.find(({ id }) => id === head?.inputs[0])?.id ?? null
}
