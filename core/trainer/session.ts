import type { PartData } from '../experiment/training-data.ts'
import type { ResolvedOutput } from '../experiment/read-outputs.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { BatchTargets } from '../losses/definition.ts'
import { getOrCreate } from '../math/get-or-create.ts'
import { sizeOf } from '../math/shape.ts'
import { buildNetwork, type ForwardPass, type NamedParameter, type Network } from '../network/build-network.ts'
import type { Engine, Program, UpdateTarget } from '../ops/ops.ts'
import type { IndexTensor, Tensor } from '../ops/tensor.ts'
import type { FirstOrderDefinition, StepPosition } from '../optimizers/definition.ts'
import type { RuleDefinition } from '../optimizers/rule.ts'
import { sgd } from '../optimizers/sgd.ts'
import { layerRate, type layerRates } from '../schedules/layer-rates.ts'
import { createPartLoader, type LoadedPart, type LoadedTargets } from './loaded-part.ts'
import type { PreparedBatch } from './prepared-batch.ts'
import { writeRuleChange } from './rule-change.ts'

/** Samples per call when nothing is learned; larger gains little and costs memory. */
const EVALUATION_ROWS = 256
/** Each pass has steps of its own for its masks, one per call. */
const STEPS_PER_PASS = 2 ** 24

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

/** A batch, and the targets of what its samples are blended with: each counts `shares`, the other `rests`. */
interface Stage {
  readonly batch: LoadedPart
  readonly partners: (LoadedTargets & { readonly shares: Tensor; readonly rests: Tensor }) | null
}

/** The raw outputs and losses of a whole part. */
export interface PartResult {
  readonly heads: readonly HeadResult<Float32Array>[]
}

interface BatchProgram extends Program {
  readonly heads: readonly { readonly outputs: Tensor; readonly losses: Tensor; readonly mean: Tensor }[]
  readonly penalty: Tensor
}

/** A program that can say afterwards what each layer gave. */
interface TrainingProgram extends BatchProgram {
  readonly pass: ForwardPass
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
  /** One update from the samples at `positions` of the training part, or from what was made of them. */
  trainStep(positions: Int32Array, position: StepPosition, prepared?: PreparedBatch): BatchResult
  /** Loss and gradients of the samples at `positions`, as in training but without an update. */
  gradientStep(positions: Int32Array, step: number): BatchResult
  /** dL/d(outputs) of the samples' weighted mean loss, in training mode: rows × outputs, a copy. */
  outputGradient(positions: Int32Array, step: number): Float64Array
  /** Jᵀ·seed into the parameters' gradients, J being that of the outputs; seed rows × outputs. */
  pullBack(positions: Int32Array, step: number, seed: Float64Array): void
  /** Writes down what a layer reads of the samples at `positions` of the training part, in inference mode; a program's beginning, [rows, inputs]. */
  writeInputs(layer: string, positions: IndexTensor): Tensor
  /** Outputs and losses in inference mode; with a pass, its masks of dropout are on. */
  evaluate(part: PartData, pass?: number): PartResult
  /** A pass over some samples in inference mode, to be made again and again; what each layer gives, by id, holds until another program runs. */
  observer(samples: PartData): () => ReadonlyMap<string, Tensor>
  /** After a training step: the first layer whose output is not finite, or null. */
  firstBrokenLayer(): string | null
  /** Trains on with other values of what may change in a run; programs are recorded anew where they hold any of them. */
  change(experiment: ResolvedExperiment): void
}

/** Builds everything a run needs on `engine`. Programs are recorded on first use, one per number of rows. */
export function createSession(initial: ResolvedExperiment, engine: Engine, training: PartData): Session {
  const { ops } = engine
  let experiment = initial
  const { definition } = experiment.optimizer
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
  const loader = createPartLoader(experiment, heads, ops)
  const augmented = experiment.augmentation.length > 0
  // Batches that are prepared elsewhere do not read the part; pre-training sees samples as they are.
  const part = loader.create(augmented && experiment.pretraining === null ? 0 : training.sampleCount, !augmented && training.weights !== null)
  loader.fill(part, training, 0)
  const stages = new Map<number, Stage>()
  const trainers = new Map<number, TrainingProgram>()
  const checkers = new Map<number, TrainingProgram>()
  const evaluators = new Map<number, { program: BatchProgram; chunk: LoadedPart }>()
  const samplers: typeof evaluators = new Map()
  const sensors = new Map<number, OutputProgram>()
  const pullers = new Map<number, OutputProgram>()
  const positionTensors = new Map<number, IndexTensor>()
  let last: TrainingProgram | null = null

  return {
    network,
    slots,
    outputCounts: heads.map(({ count }) => count),

    trainStep(positions, position, prepared) {
      if (optimizer === null) throw new Error('A full-batch optimizer takes no single steps')
      for (const { coefficients, rate } of units) {
        coefficients.data.set(optimizer.coefficients(experiment.optimizer.hyperparameters, { ...position, learningRate: position.learningRate * rate }))
      }
      if (prepared !== undefined) fillStage(stageOf(positions.length), prepared, positions)
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
      const { shape, data } = network.forward(loader.gather(part, positions).inputs, false, { before: layer }).outputs.get(input)!
      return { shape: [shape[0], data.length / shape[0]], data }
    },

    evaluate(data, pass) {
      const results = heads.map(({ count }) => ({ count, outputs: new Float32Array(data.sampleCount * count), losses: new Float32Array(data.sampleCount) }))
      for (let start = 0; start < data.sampleCount; start += EVALUATION_ROWS) {
        const rows = Math.min(EVALUATION_ROWS, data.sampleCount - start)
        const sampling = pass !== undefined
        const { program, chunk } = getOrCreate(sampling ? samplers : evaluators, rows, () => recordEvaluation(rows, sampling))
        loader.fill(chunk, data, start)
        if (sampling) engine.setStep(pass * STEPS_PER_PASS + start / EVALUATION_ROWS)
        program.run()
        results.forEach(({ count, outputs, losses }, index) => {
          outputs.set(program.heads[index].outputs.data, start * count)
          losses.set(program.heads[index].losses.data, start)
        })
      }
      return { heads: results }
    },

    observer(samples) {
      const chunk = loader.create(samples.sampleCount, false)
      loader.fill(chunk, samples, 0)
      let pass: { readonly run: () => void; readonly result: ReadonlyMap<string, Tensor> } | null = null
      return () => {
        pass ??= engine.record(() => network.forward(chunk.inputs, false).outputs)
        pass.run()
        return pass.result
      }
    },

    firstBrokenLayer() {
      for (const [id, tensor] of last?.pass.outputs ?? []) {
        if (!tensor.data.every(Number.isFinite)) return id
      }
      return null
    },

    change(next) {
      if (next.network !== experiment.network || next.regularizers !== experiment.regularizers) {
        network.change(next.network)
        for (const programs of [trainers, checkers, samplers, sensors, pullers]) programs.clear()
      }
      experiment = next
    },
  }

  function createSlots(): Readonly<Record<string, Tensor>> {
    if (optimizer === null) return {}
    const initial: Readonly<Partial<Record<string, number>>> = optimizer.initialSlots?.(experiment.optimizer.hyperparameters) ?? {}
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
    if (optimizer.scope?.(experiment.optimizer.hyperparameters) !== 'parameter' && network.parameters.every((parameter) => rateOf(parameter) === 1)) {
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

  function writeStep(positions: IndexTensor): Omit<TrainingProgram, 'run'> {
    const results = definition.sort === 'rule' ? writeWishedChange(positions, definition) : writeGradient(positions)
    writeUpdate(positions)
    return results
  }

  function writeUpdate(positions: IndexTensor): void {
    writeGradientLimits()
    const probed = writeProbe(positions)
    units.forEach(({ target, slots: own, coefficients, part }, stream) => {
      const probedPart = probed === null ? {} : { probed: part(probed) }
      optimizer?.update(ops, { ...target, ...probedPart, stream }, own, coefficients, experiment.optimizer.hyperparameters)
    })
    for (const { definition, hyperparameters } of experiment.regularizers) {
      for (const { penalized, value } of network.parameters) if (penalized) definition.afterUpdate?.(ops, value, hyperparameters)
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

  function runBatch(programs: Map<number, TrainingProgram>, positions: Int32Array, step: number, write: (positions: IndexTensor) => Omit<TrainingProgram, 'run'>): BatchResult {
    const program = prepareBatch(programs, positions, step, (positionTensor) => record(() => write(positionTensor)))
    program.run()
    last = program
    return {
      loss: program.heads.reduce((sum, { mean }, index) => sum + heads[index].weight * mean.data[0], 0),
      heads: program.heads.map(({ outputs, losses }) => ({ outputs: outputs.data, losses: losses.data })),
      penalty: program.penalty.data[0],
    }
  }

  /** Where prepared batches of as many rows are put; made before a program is recorded, which would overwrite it. */
  function stageOf(rows: number): Stage {
    return getOrCreate(stages, rows, () => ({
      batch: loader.create(rows, training.weights !== null),
      partners: experiment.augmentation.some(({ definition }) => definition.sort === 'mixing') ? { ...loader.createTargets(rows), shares: ops.create([rows]), rests: ops.create([rows]) } : null,
    }))
  }

  function fillStage({ batch, partners }: Stage, prepared: PreparedBatch, positions: Int32Array): void {
    batch.inputs.data.set(prepared.inputs)
    const { targetScale } = training
    loader.fillTargets(batch, prepared, targetScale)
    batch.weights?.data.set(positions.map((position) => training.weights![position]))
    if (partners === null || prepared.partners === null) return
    loader.fillTargets(partners, prepared.partners, targetScale)
    partners.shares.data.set(prepared.partners.shares)
    partners.rests.data.set(prepared.partners.shares.map((share) => 1 - share))
  }

  function readStage(positions: IndexTensor): Stage {
    return augmented ? stages.get(positions.shape[0])! : { batch: loader.gather(part, positions), partners: null }
  }

  /** Gathers a batch and passes it forward. */
  function writeForward(positions: IndexTensor): { pass: ForwardPass; stage: Stage; gradients: ReadonlyMap<string, Tensor> } {
    const stage = readStage(positions)
    const pass = network.forward(stage.batch.inputs, true)
    return { pass, stage, gradients: new Map(heads.map(({ from }) => [from, ops.create(pass.outputs.get(from)!.shape)])) }
  }

  function recordOutputGradient(positions: IndexTensor): OutputProgram {
    const { run, result } = engine.record(() => {
      const { pass, stage, gradients } = writeForward(positions)
      writeLosses(pass, stage, gradients)
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
  function writeWishedChange(positions: IndexTensor, rule: RuleDefinition): Omit<TrainingProgram, 'run'> {
    const stage = readStage(positions)
    const { inputs: x, values: targets, weights } = stage.batch
    const { pass, results } = writeRuleChange({ experiment, ops, network, x, targets, weights, writeLosses: (forward) => writeLosses(forward, stage, null, true) }, rule)
    writePenalties(results.penalty)
    return { pass, ...results }
  }

  function writePenalties(penalty: Tensor): void {
    ops.fill(penalty, 0)
    for (const { definition: regularizer, hyperparameters } of experiment.regularizers) {
      for (const parameter of network.parameters) if (parameter.penalized) regularizer.apply?.(ops, parameter, penalty, hyperparameters)
    }
  }

  /** Loss, penalties and their gradients. */
  function writeGradient(positions: IndexTensor): Omit<TrainingProgram, 'run'> {
    const { pass, stage, gradients } = writeForward(positions)
    const results = writeLosses(pass, stage, gradients)
    pass.backward(gradients)
    writePenalties(results.penalty)
    return { pass, ...results }
  }

  function recordEvaluation(rows: number, sampling: boolean): { program: BatchProgram; chunk: LoadedPart } {
    const chunk = loader.create(rows, false)
    return { chunk, program: record(() => writeLosses(network.forward(chunk.inputs, false, { sampling }), { batch: chunk, partners: null }, null)) }
  }

  function record<R extends Omit<BatchProgram, 'run'>>(build: () => R): R & Program {
    const { run, result } = engine.record(build)
    return { run, ...result }
  }

  /** Gradients, by layer, are wanted in training only. */
  function writeLosses(pass: ForwardPass, { batch, partners }: Stage, gradients: ReadonlyMap<string, Tensor> | null, learning = gradients !== null): Omit<BatchProgram, 'run'> {
    const results = heads.map((head, index) => {
      const outputs = pass.outputs.get(head.from)!
      const gradient = gradients?.get(head.from) ?? null
      const losses = ops.create([outputs.shape[0]])
      const mean = ops.create([1])
      writeLoss(head, outputs, targetsOf(batch, index, learning), losses, gradient)
      if (partners !== null) {
        const other = { losses: ops.create(losses.shape), gradient: gradient === null ? null : ops.create(gradient.shape) }
        writeLoss(head, outputs, targetsOf(partners, index, learning), other.losses, other.gradient)
        blend(partners, losses, other.losses)
        if (gradient !== null) blend(partners, gradient, other.gradient!)
      }
      if (batch.weights !== null) for (const tensor of gradient === null ? [losses] : [losses, gradient]) ops.scaleRows(batch.weights, tensor, tensor)
      ops.mean(losses, mean)
      return { outputs, losses, mean }
    })
    return { heads: results, penalty: ops.create([1]) }
  }

  function writeLoss({ loss, weight }: Head, outputs: Tensor, targets: BatchTargets, losses: Tensor, gradient: Tensor | null): void {
    loss.definition.apply(ops, outputs, targets, { losses, gradient, scale: weight }, loss.hyperparameters)
  }

  function targetsOf({ labels, values }: LoadedTargets, index: number, learning: boolean): BatchTargets {
    return { labels, values: values[index], classWeights: learning ? heads[index].classWeights : null }
  }

  /** own = shares∘own + rests∘other, sample by sample. */
  function blend({ shares, rests }: NonNullable<Stage['partners']>, own: Tensor, other: Tensor): void {
    ops.scaleRows(shares, own, own)
    ops.scaleRows(rests, other, other)
    ops.add(own, other, own)
  }
}

function layerRateOf({ schedule }: Pick<ResolvedExperiment, 'schedule'>): (parameter: NamedParameter) => number {
  const { layers } = schedule.hyperparameters as { layers: keyof typeof layerRates.options }
  return ({ fanIn }) => layerRate(layers, fanIn)
}
