import type { PartData } from '../experiment/training-data.ts'
import type { ResolvedOutput } from '../experiment/read-outputs.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { BatchTargets } from '../losses/definition.ts'
import { sizeOf } from '../math/shape.ts'
import { buildNetwork, type ForwardPass, type NamedParameter, type Network } from '../network/build-network.ts'
import type { Engine, Program, UpdateTarget } from '../ops/ops.ts'
import type { IndexTensor, Tensor } from '../ops/tensor.ts'
import type { FirstOrderDefinition, StepPosition } from '../optimizers/definition.ts'
import type { RuleDefinition } from '../optimizers/rule.ts'
import { sgd } from '../optimizers/sgd.ts'
import { layerRate, type layerRates } from '../schedules/layer-rates.ts'
import { writeRuleChange } from './rule-change.ts'
import { selectColumns } from './scores.ts'

/** Samples per call when nothing is learned; larger gains little and costs memory. */
const EVALUATION_ROWS = 256

/** One part of the data where the engine can read it. */
interface LoadedPart {
  readonly sampleCount: number
  readonly inputs: Tensor
  readonly labels: IndexTensor
  /** For each output values, or one-hot classes, where its loss reads values. */
  readonly values: readonly (Tensor | null)[]
}

/** One output of the network with its loss. */
interface Head extends ResolvedOutput {
  /** Outputs per sample. */
  readonly count: number
  /** Made for training; at evaluation all classes count alike. */
  readonly classWeights: Tensor | null
}

/** What one output gave. */
interface HeadResult<N extends Float64Array | Float32Array = Float64Array | Float32Array> {
  /** rows × outputs, as the network gives them. */
  readonly outputs: N
  /** One loss per sample. */
  readonly losses: N
}

/** What a pass over a batch left behind, valid until the next pass. */
export interface BatchResult {
  /** Mean over the batch of the outputs' weighted losses, without penalties. */
  readonly loss: number
  /** In the order of the experiment's outputs. */
  readonly heads: readonly HeadResult[]
  /** The penalties of the regularizers, added up. */
  readonly penalty: number
}

/** The raw outputs and losses of a whole part. */
export interface PartResult {
  readonly heads: readonly HeadResult<Float32Array>[]
}

type BatchTargetTensors = Pick<LoadedPart, 'labels' | 'values'>

interface BatchProgram extends Program {
  readonly pass: ForwardPass
  readonly heads: readonly { readonly outputs: Tensor; readonly losses: Tensor; readonly mean: Tensor }[]
  readonly penalty: Tensor
}

/** A program between the parameters and the outputs; tensors per output of the experiment. */
interface OutputProgram extends Program {
  /** dL/d(output), written by the program or before it. */
  readonly gradients: readonly Tensor[]
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
  /** Outputs per sample, for each output of the experiment. */
  readonly outputCounts: readonly number[]
  /** One update from the samples at `positions` of the training part. */
  trainStep(positions: Int32Array, position: StepPosition): BatchResult
  /** Loss and gradients of the samples at `positions`, as in training but without an update. */
  gradientStep(positions: Int32Array, step: number): BatchResult
  /** dL/d(outputs) of the samples' weighted mean loss, in training mode: rows × outputs, a copy. */
  outputGradient(positions: Int32Array, step: number): Float64Array
  /** Jᵀ·seed into the parameters' gradients, J being that of the outputs; seed rows × outputs. */
  pullBack(positions: Int32Array, step: number, seed: Float64Array): void
  /** Writes down what a layer reads of the samples at `positions` of the training part, in inference mode; a program's beginning, [rows, inputs]. */
  writeInputs(layer: string, positions: IndexTensor): Tensor
  /** Outputs and losses in inference mode. */
  evaluate(part: PartData): PartResult
  /** After a training step: the first layer whose output is not finite, or null. */
  firstBrokenLayer(): string | null
}

/** Builds everything a run needs on `engine`. Programs are recorded on first use, one per number of rows. */
export function createSession(experiment: ResolvedExperiment, engine: Engine, training: PartData): Session {
  const { ops } = engine
  const { definition, hyperparameters: optimizerHyperparameters } = experiment.optimizer
  /** Null where a minimizer moves the parameters instead; a rule's wish is followed as a gradient is. */
  const optimizer: FirstOrderDefinition | null = definition.sort === 'full-batch' ? null : definition.sort === 'rule' ? sgd : definition
  const network = buildNetwork(experiment.network, engine, experiment.seed)
  const slots = createSlots()
  const rateOf = layerRateOf(experiment)
  const units = createUnits()
  const heads = experiment.outputs.map((output): Head => ({
    ...output,
    count: sizeOf(experiment.network.layers.find(({ id }) => id === output.from)!.outputShape),
    classWeights: createClassWeights(output),
  }))
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
    outputCounts: heads.map(({ count }) => count),

    trainStep(positions, position) {
      if (optimizer === null) throw new Error('A full-batch optimizer takes no single steps')
      for (const { coefficients, rate } of units) {
        coefficients.data.set(optimizer.coefficients(optimizerHyperparameters, { ...position, learningRate: position.learningRate * rate }))
      }
      return runBatch(trainers, positions, position.step, writeStep)
    },

    gradientStep: (positions, step) => runBatch(checkers, positions, step, writeGradient),

    outputGradient(positions, step) {
      const program = prepareBatch(sensors, positions, step, recordOutputGradient)
      program.run()
      return Float64Array.from(program.gradients.flatMap(({ data }) => [...data]))
    },

    pullBack(positions, step, seed) {
      const program = prepareBatch(pullers, positions, step, recordPullBack)
      let start = 0
      for (const { data } of program.gradients) {
        data.set(seed.subarray(start, start + data.length))
        start += data.length
      }
      program.run()
    },

    writeInputs(layer, positions) {
      const [input] = experiment.network.layers.find(({ id }) => id === layer)!.inputs
      const { shape, data } = network.forward(gatherInputs(positions), false, { before: layer }).outputs.get(input)!
      return { shape: [shape[0], data.length / shape[0]], data }
    },

    evaluate(data) {
      const results = heads.map(({ count }) => ({ count, outputs: new Float32Array(data.sampleCount * count), losses: new Float32Array(data.sampleCount) }))
      for (let start = 0; start < data.sampleCount; start += EVALUATION_ROWS) {
        const rows = Math.min(EVALUATION_ROWS, data.sampleCount - start)
        const { program, chunk } = getOrCreate(evaluators, rows, () => recordEvaluation(rows))
        fillChunk(chunk, data, start)
        program.run()
        results.forEach(({ count, outputs, losses }, index) => {
          outputs.set(program.heads[index].outputs.data, start * count)
          losses.set(program.heads[index].losses.data, start)
        })
      }
      return { heads: results }
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

  /** What is updated at once: stretches that learn alike, or each parameter where the rule has norms or the schedule gives layers rates of their own. */
  function createUnits(): readonly UpdateUnit[] {
    const unit = (target: UpdateTarget, partOf: (tensor: Tensor) => Tensor, rate: number): UpdateUnit => ({
      target, slots: Object.fromEntries(Object.entries(slots).map(([name, slot]) => [name, partOf(slot)])), coefficients: ops.create([16]), rate, part: partOf,
    })
    if (optimizer === null) return []
    if (optimizer.scope?.(optimizerHyperparameters) !== 'parameter' && network.parameters.every((parameter) => rateOf(parameter) === 1)) {
      return network.rateGroups.map(({ target, partOf, factor }) => unit(target, partOf, factor))
    }
    return network.parameters.map((parameter) => unit(parameter, (tensor) => network.partOf(tensor, parameter), rateOf(parameter) * parameter.rateFactor))
  }

  /** The gradient of the same samples where the optimizer wants to know it too, or null; gradients and values are left as they were. */
  function writeProbe(positions: IndexTensor): Tensor | null {
    if (optimizer?.probe === undefined) return null
    const { value, gradient } = network.all
    const [values, gradients, probed] = [value, gradient, gradient].map(({ shape }) => ops.create(shape))
    ops.copy(value, values)
    ops.copy(gradient, gradients)
    for (const { target, slots: own, coefficients } of units) optimizer.probe(ops, target, own, coefficients)
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

  function writeStep(positions: IndexTensor): Omit<BatchProgram, 'run'> {
    const results = definition.sort === 'rule' ? writeWishedChange(positions, definition) : writeGradient(positions)
    writeUpdate(positions)
    return results
  }

  function writeUpdate(positions: IndexTensor): void {
    writeGradientLimits()
    const probed = writeProbe(positions)
    for (const { target, slots: own, coefficients, part } of units) {
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
      values: heads.map(({ loss, count }) => (loss.definition.targets === 'values' ? ops.create([sampleCount, count]) : null)),
    }
  }

  function createClassWeights({ loss }: ResolvedOutput): Tensor | null {
    const { classes } = experiment.data
    if (classes === null || loss.definition.classWeights === undefined) return null
    const counts = classes.map(() => 0)
    for (const label of training.labels) counts[label]++
    const weights = loss.definition.classWeights(counts, loss.hyperparameters)
    if (weights === null) return null
    const tensor = ops.create([classes.length])
    tensor.data.set(weights)
    return tensor
  }

  function fillChunk(chunk: LoadedPart, data: PartData, start: number): void {
    const rows = chunk.sampleCount
    const width = sizeOf(experiment.inputShape)
    chunk.inputs.data.set(data.inputs.subarray(start * width, (start + rows) * width))
    if (experiment.data.classes === null) {
      const columns = experiment.data.targetNames.length
      const values = data.values.subarray(start * columns, (start + rows) * columns)
      heads.forEach((head, index) => chunk.values[index]?.data.set(head.columns === null ? values : selectColumns(values, rows, head.columns)))
      return
    }
    chunk.labels.data.set(data.labels.subarray(start, start + rows))
    heads.forEach(({ count }, index) => {
      const values = chunk.values[index]
      if (values !== null) writeOneHot(chunk.labels, count, values)
    })
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

  function runBatch(programs: Map<number, BatchProgram>, positions: Int32Array, step: number, write: (positions: IndexTensor) => Omit<BatchProgram, 'run'>): BatchResult {
    const program = prepareBatch(programs, positions, step, (positionTensor) => record(() => write(positionTensor)))
    program.run()
    last = program
    return {
      loss: program.heads.reduce((sum, { mean }, index) => sum + heads[index].weight * mean.data[0], 0),
      heads: program.heads.map(({ outputs, losses }) => ({ outputs: outputs.data, losses: losses.data })),
      penalty: program.penalty.data[0],
    }
  }

  function gatherInputs(positions: IndexTensor): Tensor {
    const x = ops.create([...positions.shape, ...experiment.inputShape])
    ops.gather(part.inputs, positions, x)
    return x
  }

  function gatherTargets(positions: IndexTensor): BatchTargetTensors {
    const [rows] = positions.shape
    const labels = ops.createIndices([part.labels.data.length === 0 ? 0 : rows])
    if (part.labels.data.length > 0) ops.gatherIndices(part.labels, positions, labels)
    const values = part.values.map((tensor, index) => {
      if (tensor === null) return null
      const gathered = ops.create([rows, heads[index].count])
      ops.gather(tensor, positions, gathered)
      return gathered
    })
    return { labels, values }
  }

  /** Gathers a batch and passes it forward. */
  function writeForward(positions: IndexTensor): { pass: ForwardPass; targets: BatchTargetTensors; gradients: ReadonlyMap<string, Tensor> } {
    const pass = network.forward(gatherInputs(positions), true)
    return { pass, targets: gatherTargets(positions), gradients: new Map(heads.map(({ from }) => [from, ops.create(pass.outputs.get(from)!.shape)])) }
  }

  function recordOutputGradient(positions: IndexTensor): OutputProgram {
    const { run, result } = engine.record(() => {
      const { pass, targets, gradients } = writeForward(positions)
      writeLosses(pass, targets, gradients)
      return heads.map(({ from }) => gradients.get(from)!)
    })
    return { run, gradients: result }
  }

  function recordPullBack(positions: IndexTensor): OutputProgram {
    // Filled before the program runs, so they must not lie where the program writes.
    const seeds = heads.map(({ count }) => ops.create([positions.shape[0], count]))
    const { run } = engine.record(() => {
      const { pass, gradients } = writeForward(positions)
      heads.forEach(({ from }, index) => ops.copy(seeds[index], gradients.get(from)!))
      pass.backward(gradients)
    })
    return { run, gradients: seeds }
  }

  /** What a rule wants, in place of the gradient; penalties need no back-propagation and act as they do elsewhere. */
  function writeWishedChange(positions: IndexTensor, rule: RuleDefinition): Omit<BatchProgram, 'run'> {
    const x = gatherInputs(positions)
    const targets = gatherTargets(positions)
    const results = writeRuleChange({ experiment, ops, network, x, targets: targets.values, writeLosses: (pass) => writeLosses(pass, targets, null, true) }, rule)
    writePenalties(results.penalty)
    return results
  }

  function writePenalties(penalty: Tensor): void {
    ops.fill(penalty, 0)
    for (const { definition: regularizer, hyperparameters } of experiment.regularizers) {
      for (const parameter of network.parameters) if (parameter.penalized) regularizer.apply?.(ops, parameter, penalty, hyperparameters)
    }
  }

  /** Loss, penalties and their gradients. */
  function writeGradient(positions: IndexTensor): Omit<BatchProgram, 'run'> {
    const { pass, targets, gradients } = writeForward(positions)
    const results = writeLosses(pass, targets, gradients)
    pass.backward(gradients)
    writePenalties(results.penalty)
    return results
  }

  function recordEvaluation(rows: number): { program: BatchProgram; chunk: LoadedPart } {
    const chunk = createPart(rows)
    return { chunk, program: record(() => writeLosses(network.forward(chunk.inputs, false), chunk, null)) }
  }

  function record(build: () => Omit<BatchProgram, 'run'>): BatchProgram {
    const { run, result } = engine.record(build)
    return { run, ...result }
  }

  /** Gradients, by layer, are wanted in training only. */
  function writeLosses(pass: ForwardPass, { labels, values }: BatchTargetTensors, gradients: ReadonlyMap<string, Tensor> | null, training = gradients !== null): Omit<BatchProgram, 'run'> {
    const results = heads.map(({ from, loss, weight, classWeights }, index) => {
      const outputs = pass.outputs.get(from)!
      const losses = ops.create([outputs.shape[0]])
      const mean = ops.create([1])
      const targets: BatchTargets = { labels, values: values[index], classWeights: training ? classWeights : null }
      loss.definition.apply(ops, outputs, targets, { losses, gradient: gradients?.get(from) ?? null, scale: weight }, loss.hyperparameters)
      ops.mean(losses, mean)
      return { outputs, losses, mean }
    })
    return { pass, heads: results, penalty: ops.create([1]) }
  }
}

function layerRateOf({ schedule }: Pick<ResolvedExperiment, 'schedule'>): (parameter: NamedParameter) => number {
  const { layers } = schedule.hyperparameters as { layers: keyof typeof layerRates.options }
  return ({ fanIn }) => layerRate(layers, fanIn)
}

/** Classes as [rows × count]: 1 for the label, or the label itself where one output stands for two classes. */
function writeOneHot(labels: IndexTensor, count: number, values: Tensor): void {
  values.data.fill(0)
  labels.data.forEach((label, row) => {
    if (count === 1) values.data[row] = label
    else values.data[row * count + label] = 1
  })
}

function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = create()
    map.set(key, value)
  }
  return value
}
