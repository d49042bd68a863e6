import type { PartData } from '../experiment/training-data.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { BatchTargets } from '../losses/definition.ts'
import { sizeOf } from '../math/shape.ts'
import { buildNetwork, type ForwardPass, type NamedParameter, type Network } from '../network/build-network.ts'
import type { Engine, Program, UpdateTarget } from '../ops/ops.ts'
import type { IndexTensor, Tensor } from '../ops/tensor.ts'
import type { StepPosition } from '../optimizers/definition.ts'
import { layerRate, type layerRates } from '../schedules/layer-rates.ts'

/** Samples per call when nothing is learned; larger gains little and costs memory. */
const EVALUATION_ROWS = 256

/** One part of the data where the engine can read it. */
interface LoadedPart {
  readonly sampleCount: number
  readonly inputs: Tensor
  readonly labels: IndexTensor
  /** Values, or one-hot classes, where the loss reads values. */
  readonly values: Tensor | null
}

/** What a pass over a batch left behind, valid until the next pass. */
export interface BatchResult {
  /** Mean loss of the batch, without penalties. */
  readonly loss: number
  /** One loss per sample. */
  readonly losses: Float64Array | Float32Array
  /** rows × outputs, as the network gives them. */
  readonly outputs: Float64Array | Float32Array
  /** The penalties of the regularizers, added up. */
  readonly penalty: number
}

/** The raw outputs and losses of a whole part. */
export interface PartResult {
  readonly outputs: Float32Array
  readonly losses: Float32Array
}

interface BatchProgram extends Program {
  readonly pass: ForwardPass
  readonly loss: Tensor
  readonly losses: Tensor
  readonly outputs: Tensor
  readonly penalty: Tensor
}

/** A program between the parameters and the outputs. */
interface OutputProgram extends Program {
  readonly gradient: Tensor
  readonly seed: Tensor
}

/** Tensors that one call of the optimizer updates. */
interface UpdateUnit {
  readonly target: UpdateTarget
  readonly slots: Readonly<Record<string, Tensor>>
  readonly coefficients: Tensor
  /** Its part of the learning rate. */
  readonly rate: number
  /** What of a tensor as long as all parameters belongs to it. */
  part(tensor: Tensor): Tensor
}

/** A network with its data, optimizer state and recorded programs on one engine. */
export interface Session {
  readonly network: Network
  /** Optimizer state by slot, as long as `network.all`. */
  readonly slots: Readonly<Record<string, Tensor>>
  readonly outputCount: number
  /** One update from the samples at `positions` of the training part. */
  trainStep(positions: Int32Array, position: StepPosition): BatchResult
  /** Loss and gradients of the samples at `positions`, as in training but without an update. */
  gradientStep(positions: Int32Array, step: number): BatchResult
  /** dL/d(outputs) of the samples' weighted mean loss, in training mode: rows × outputs, a copy. */
  outputGradient(positions: Int32Array, step: number): Float64Array
  /** Jᵀ·seed into the parameters' gradients, J being that of the outputs; seed rows × outputs. */
  pullBack(positions: Int32Array, step: number, seed: Float64Array): void
  /** Outputs and losses in inference mode. */
  evaluate(part: PartData): PartResult
  /** After a training step: the first layer whose output is not finite, or null. */
  firstBrokenLayer(): string | null
}

/** Builds everything a run needs on `engine`. Programs are recorded on first use, one per number of rows. */
export function createSession(experiment: ResolvedExperiment, engine: Engine, training: PartData): Session {
  const { ops } = engine
  const [output] = experiment.outputs
  const { definition: loss, hyperparameters: lossHyperparameters } = output.loss
  const { definition, hyperparameters: optimizerHyperparameters } = experiment.optimizer
  /** Null where a minimizer moves the parameters instead. */
  const optimizer = definition.sort === 'full-batch' ? null : definition
  const network = buildNetwork(experiment.network, engine, experiment.seed)
  const slots = createSlots()
  const rateOf = layerRateOf(experiment)
  const targets = createTargets()
  const outputCount = sizeOf(experiment.network.layers.find(({ id }) => id === output.from)!.outputShape)
  const part = loadPart(training)
  const trainers = new Map<number, BatchProgram>()
  const checkers = new Map<number, BatchProgram>()
  const evaluators = new Map<number, { program: BatchProgram; chunk: LoadedPart }>()
  const sensors = new Map<number, OutputProgram>()
  const pullers = new Map<number, OutputProgram>()
  const positionTensors = new Map<number, IndexTensor>()
  let last: BatchProgram | null = null

  return {
    network,
    slots,
    outputCount,

    trainStep(positions, position) {
      if (optimizer === null) throw new Error('A full-batch optimizer takes no single steps')
      for (const { coefficients, rate } of targets) {
        coefficients.data.set(optimizer.coefficients(optimizerHyperparameters, { ...position, learningRate: position.learningRate * rate }))
      }
      return runBatch(trainers, positions, position.step, writeUpdate)
    },

    gradientStep: (positions, step) => runBatch(checkers, positions, step, () => {}),

    outputGradient(positions, step) {
      const program = prepareBatch(sensors, positions, step, recordOutputGradient)
      program.run()
      return Float64Array.from(program.gradient.data)
    },

    pullBack(positions, step, seed) {
      const program = prepareBatch(pullers, positions, step, recordPullBack)
      program.seed.data.set(seed)
      program.run()
    },

    evaluate(data) {
      const outputs = new Float32Array(data.sampleCount * outputCount)
      const losses = new Float32Array(data.sampleCount)
      for (let start = 0; start < data.sampleCount; start += EVALUATION_ROWS) {
        const rows = Math.min(EVALUATION_ROWS, data.sampleCount - start)
        const { program, chunk } = getOrCreate(evaluators, rows, () => recordEvaluation(rows))
        fillChunk(chunk, data, start)
        program.run()
        outputs.set(program.outputs.data, start * outputCount)
        losses.set(program.losses.data, start)
      }
      return { outputs, losses }
    },

    firstBrokenLayer() {
      for (const [id, tensor] of last?.pass.outputs ?? []) {
        if (!tensor.data.every(Number.isFinite)) return id
      }
      return null
    },
  }

  function createSlots(): Readonly<Record<string, Tensor>> {
    if (optimizer === null) return {}
    const initial: Readonly<Partial<Record<string, number>>> = optimizer.initialSlots?.(optimizerHyperparameters) ?? {}
    return Object.fromEntries(optimizer.slots.map((slot) => {
      const tensor = ops.create(network.all.value.shape)
      tensor.data.fill(initial[slot] ?? 0)
      return [slot, tensor]
    }))
  }

  /** What is updated at once: everything, or each parameter where the rule has norms or the layers have rates of their own. */
  function createTargets(): readonly UpdateUnit[] {
    const unit = (target: UpdateTarget, own: UpdateUnit['slots'], rate: number, part: UpdateUnit['part']): UpdateUnit => ({ target, slots: own, coefficients: ops.create([16]), rate, part })
    if (optimizer === null) return []
    if (optimizer.scope?.(optimizerHyperparameters) !== 'parameter' && network.parameters.every((parameter) => rateOf(parameter) === 1)) return [unit(network.all, slots, 1, (tensor) => tensor)]
    return network.parameters.map((parameter) => {
      const own = Object.entries(slots).map(([slot, tensor]) => [slot, network.partOf(tensor, parameter)] as const)
      return unit(parameter, Object.fromEntries(own), rateOf(parameter), (tensor) => network.partOf(tensor, parameter))
    })
  }

  /** The gradient of the same samples where the optimizer wants to know it too, or null; gradients and values are left as they were. */
  function writeProbe(positions: IndexTensor): Tensor | null {
    if (optimizer?.probe === undefined) return null
    const { value, gradient } = network.all
    const [values, gradients, probed] = [value, gradient, gradient].map(({ shape }) => ops.create(shape))
    ops.copy(value, values)
    ops.copy(gradient, gradients)
    for (const { target, slots: own, coefficients } of targets) optimizer.probe(ops, target, own, coefficients)
    writeGradient(positions)
    writeGradientLimits()
    ops.copy(gradient, probed)
    ops.copy(gradients, gradient)
    ops.copy(values, value)
    return probed
  }

  function writeGradientLimits(): void {
    for (const { definition, hyperparameters } of experiment.regularizers) definition.afterGradient?.(ops, network.all.gradient, hyperparameters)
  }

  function writeUpdate(positions: IndexTensor): void {
    writeGradientLimits()
    const probed = writeProbe(positions)
    for (const { target, slots: own, coefficients, part } of targets) {
      const probedPart = probed === null ? {} : { probed: part(probed) }
      optimizer?.update(ops, { ...target, ...probedPart }, own, coefficients, optimizerHyperparameters)
    }
    for (const { definition, hyperparameters } of experiment.regularizers) {
      for (const { penalized, value } of network.parameters) if (penalized) definition.afterUpdate?.(ops, value, hyperparameters)
    }
  }

  /** Copies a part to where the engine reads it. */
  function loadPart(data: PartData): LoadedPart {
    const loaded = createPart(data.sampleCount)
    fillChunk(loaded, data, 0)
    return loaded
  }

  function createPart(sampleCount: number): LoadedPart {
    return {
      sampleCount,
      inputs: ops.create([sampleCount, ...experiment.inputShape]),
      labels: ops.createIndices([experiment.data.classes === null ? 0 : sampleCount]),
      values: loss.targets === 'values' ? ops.create([sampleCount, outputCount]) : null,
    }
  }

  function fillChunk(chunk: LoadedPart, data: PartData, start: number): void {
    const rows = chunk.sampleCount
    const width = sizeOf(experiment.inputShape)
    chunk.inputs.data.set(data.inputs.subarray(start * width, (start + rows) * width))
    if (experiment.data.classes === null) {
      chunk.values?.data.set(data.values.subarray(start * outputCount, (start + rows) * outputCount))
      return
    }
    chunk.labels.data.set(data.labels.subarray(start, start + rows))
    if (chunk.values === null) return
    chunk.values.data.fill(0)
    for (let row = 0; row < rows; row++) {
      const label = chunk.labels.data[row]
      if (outputCount === 1) chunk.values.data[row] = label
      else chunk.values.data[row * outputCount + label] = 1
    }
  }

  /** The program for as many rows, with the clock and the positions set. */
  function prepareBatch<P>(programs: Map<number, P>, positions: Int32Array, step: number, recordProgram: (positions: IndexTensor) => P): P {
    const rows = positions.length
    // Made before the recording: what a recording creates is overwritten by other programs.
    const positionTensor = getOrCreate(positionTensors, rows, () => ops.createIndices([rows]))
    const program = getOrCreate(programs, rows, () => recordProgram(positionTensor))
    positionTensor.data.set(positions)
    engine.setStep(step)
    return program
  }

  function runBatch(programs: Map<number, BatchProgram>, positions: Int32Array, step: number, update: (positions: IndexTensor) => void): BatchResult {
    const program = prepareBatch(programs, positions, step, (positionTensor) => recordTraining(positionTensor, update))
    program.run()
    last = program
    return { loss: program.loss.data[0], losses: program.losses.data, outputs: program.outputs.data, penalty: program.penalty.data[0] }
  }

  /** Gathers a batch and passes it forward. */
  function writeForward(positions: IndexTensor): { pass: ForwardPass; targets: BatchTargets; gradient: Tensor } {
    const [rows] = positions.shape
    const x = ops.create([rows, ...experiment.inputShape])
    ops.gather(part.inputs, positions, x)
    const labels = ops.createIndices([part.labels.data.length === 0 ? 0 : rows])
    if (part.labels.data.length > 0) ops.gatherIndices(part.labels, positions, labels)
    const values = part.values === null ? null : ops.create([rows, outputCount])
    if (part.values !== null && values !== null) ops.gather(part.values, positions, values)
    const pass = network.forward(x, true)
    return { pass, targets: { labels, values }, gradient: ops.create(pass.outputs.get(output.from)!.shape) }
  }

  function recordOutputGradient(positions: IndexTensor): OutputProgram {
    const { run, result } = engine.record(() => {
      const { pass, targets: batch, gradient } = writeForward(positions)
      writeLoss(pass, batch, gradient)
      return gradient
    })
    return { run, gradient: result, seed: result }
  }

  function recordPullBack(positions: IndexTensor): OutputProgram {
    // Filled before the program runs, so it must not lie where the program writes.
    const seed = ops.create([positions.shape[0], outputCount])
    const { run, result } = engine.record(() => {
      const { pass, gradient } = writeForward(positions)
      ops.copy(seed, gradient)
      pass.backward(new Map([[output.from, gradient]]))
      return gradient
    })
    return { run, gradient: result, seed }
  }

  function recordTraining(positions: IndexTensor, update: (positions: IndexTensor) => void): BatchProgram {
    return record(() => {
      const results = writeGradient(positions)
      update(positions)
      return results
    })
  }

  /** Loss, penalties and their gradients. */
  function writeGradient(positions: IndexTensor): Omit<BatchProgram, 'run'> {
    const { pass, targets: batch, gradient } = writeForward(positions)
    const results = writeLoss(pass, batch, gradient)
    pass.backward(new Map([[output.from, gradient]]))
    ops.fill(results.penalty, 0)
    for (const { definition, hyperparameters } of experiment.regularizers) {
      for (const parameter of network.parameters) if (parameter.penalized) definition.apply?.(ops, parameter, results.penalty, hyperparameters)
    }
    return results
  }

  function recordEvaluation(rows: number): { program: BatchProgram; chunk: LoadedPart } {
    const chunk = createPart(rows)
    return { chunk, program: record(() => writeLoss(network.forward(chunk.inputs, false), chunk, null)) }
  }

  function record(build: () => Omit<BatchProgram, 'run'>): BatchProgram {
    const { run, result } = engine.record(build)
    return { run, ...result }
  }

  function writeLoss(pass: ForwardPass, targets: BatchTargets, gradient: Tensor | null): Omit<BatchProgram, 'run'> {
    const outputs = pass.outputs.get(output.from)!
    const losses = ops.create([outputs.shape[0]])
    const mean = ops.create([1])
    loss.apply(ops, outputs, targets, { losses, gradient, scale: output.weight }, lossHyperparameters)
    ops.mean(losses, mean)
    return { pass, loss: mean, losses, outputs, penalty: ops.create([1]) }
  }
}

function layerRateOf({ schedule }: Pick<ResolvedExperiment, 'schedule'>): (parameter: NamedParameter) => number {
  const { layers } = schedule.hyperparameters as { layers: keyof typeof layerRates.options }
  return ({ fanIn }) => layerRate(layers, fanIn)
}

function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = create()
    map.set(key, value)
  }
  return value
}
