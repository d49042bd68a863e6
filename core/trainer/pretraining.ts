import { hiddenLayers } from '../experiment/read-pretraining.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { PartData } from '../experiment/training-data.ts'
import { createRandom } from '../math/random.ts'
import type { Engine, Program } from '../ops/ops.ts'
import type { IndexTensor, Tensor } from '../ops/tensor.ts'
import type { HiddenLayer, InputStatistics, Learner } from '../pretraining/definition.ts'
import type { StoredTensors } from './checkpoint.ts'
import type { Session } from './session.ts'

/** Samples per pass when a layer's inputs are looked at. */
const SURVEY_ROWS = 256

/** Beside the learner's state in a checkpoint: the losses of the pass under way. */
const LOSSES = 'losses'

/** How long pre-training is. */
export interface PretrainingPlan {
  /** In the order they are trained. */
  readonly layers: readonly string[]
  readonly epochs: number
  readonly stepsPerEpoch: number
  /** Of all layers together. */
  readonly steps: number
}

/** What a step of pre-training gave. */
export interface PretrainingStep {
  readonly layer: string
  readonly loss: number
  /** Set when the step was the last of a pass. */
  readonly epoch: { readonly number: number; readonly loss: number } | null
}

/** The phase before the first epoch. Its steps are numbered so that the last is 0: from 1 − `plan.steps`. */
export interface Pretraining {
  readonly plan: PretrainingPlan
  /** Does the step of this number; they must come in order. */
  step(number: number): PretrainingStep
  /** What a checkpoint in the middle keeps beside the parameters. */
  save(): StoredTensors
}

/** A layer under training. */
interface LayerTraining {
  readonly layer: HiddenLayer
  readonly learner: Learner
  readonly programs: Map<number, { readonly program: Program; readonly positions: IndexTensor; readonly loss: Tensor }>
  order: Int32Array
  /** Gives back the engine's memory. */
  release(): void
  /** Of the pass under way. */
  losses: number[]
}

/** The pre-training of an experiment, or null where it has none. `step` is the number of the last step done, `saved` what its checkpoint kept. */
export function createPretraining(experiment: ResolvedExperiment, session: Session, training: PartData, engine: Engine, step: number | null, saved: StoredTensors): Pretraining | null {
  const { pretraining, seed } = experiment
  if (pretraining === null) return null
  const { definition, hyperparameters } = pretraining
  const { ops } = engine
  const layers = hiddenLayers(experiment.network.layers, experiment.outputs)
  const batchSize = Math.min(hyperparameters.batchSize, training.sampleCount)
  const stepsPerEpoch = Math.ceil(training.sampleCount / batchSize)
  const stepsPerLayer = stepsPerEpoch * hyperparameters.epochs
  const plan: PretrainingPlan = { layers: layers.map(({ id }) => id), epochs: hyperparameters.epochs, stepsPerEpoch, steps: stepsPerLayer * layers.length }
  const firstDone = step === null ? 0 : step + plan.steps
  let current: LayerTraining | null = null

  return {
    plan,
    step(number) {
      const index = number + plan.steps - 1
      const within = index % stepsPerLayer
      const epoch = Math.floor(within / stepsPerEpoch) + 1
      const inEpoch = within % stepsPerEpoch
      if (current === null || within === 0) current = beginLayer(layers[Math.floor(index / stepsPerLayer)], index === firstDone && within > 0)
      const { layer, learner } = current
      if (inEpoch === 0 || current.order.length === 0) current.order = orderOf(layer, epoch)
      const positions = current.order.subarray(inEpoch * batchSize, Math.min((inEpoch + 1) * batchSize, training.sampleCount))
      const { program, positions: tensor, loss } = programFor(current, positions.length)
      tensor.data.set(positions)
      engine.setStep(index + 1)
      learner.begin({ step: within + 1, epoch })
      program.run()
      current.losses.push(loss.data[0])
      const isLast = inEpoch === stepsPerEpoch - 1
      const mean = isLast ? meanLoss(current.losses) : NaN
      const result = loss.data[0]
      if (isLast) current.losses = []
      if (within === stepsPerLayer - 1) {
        current.release()
        current = null
      }
      return { layer: layer.id, loss: result, epoch: isLast ? { number: epoch, loss: mean } : null }
    },
    save: () => new Map(current === null ? [] : [
      ...Object.entries(current.learner.state).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }] as const),
      [LOSSES, { shape: [current.losses.length], data: Float32Array.from(current.losses) }],
    ]),
  }

  function beginLayer(layer: HiddenLayer, resumed: boolean): LayerTraining {
    const release = engine.mark()
    const valueOf = (name: string): Tensor | null => session.network.parameters.find((parameter) => parameter.name === `${layer.id}.${name}`)?.value ?? null
    const learner = definition.createLearner({ ops, seed, layer, weight: valueOf('weight')!, bias: valueOf('bias'), statistics: survey(layer) }, hyperparameters)
    if (resumed) for (const [name, { data }] of Object.entries(learner.state)) data.set(saved.get(name)!.data)
    return { layer, learner, release, programs: new Map(), order: new Int32Array(0), losses: resumed ? [...saved.get(LOSSES)!.data] : [] }
  }

  /** Of a whole pass, whose last batch may be smaller. */
  function meanLoss(losses: readonly number[]): number {
    const rowsOf = (batch: number): number => Math.min(batchSize, training.sampleCount - batch * batchSize)
    return losses.reduce((sum, loss, batch) => sum + loss * rowsOf(batch), 0) / training.sampleCount
  }

  function orderOf({ id }: HiddenLayer, epoch: number): Int32Array {
    const order = Int32Array.from({ length: training.sampleCount }, (_, i) => i)
    createRandom(seed, `pretraining/${id}/order/${epoch}`).shuffle(order)
    return order
  }

  function programFor({ layer, learner, programs }: LayerTraining, rows: number) {
    const known = programs.get(rows)
    if (known !== undefined) return known
    const positions = ops.createIndices([rows])
    const { run, result } = engine.record(() => learner.writeStep(session.writeInputs(layer.id, positions)))
    const made = { program: { run }, positions, loss: result }
    programs.set(rows, made)
    return made
  }

  /** Passes the whole training part up to a layer. */
  function survey({ id, inputs }: HiddenLayer): InputStatistics {
    const programs = new Map<number, { readonly run: () => void; readonly positions: IndexTensor; readonly x: Tensor }>()
    const sums = new Float64Array(inputs)
    let minimum = Infinity
    let maximum = -Infinity
    for (let start = 0; start < training.sampleCount; start += SURVEY_ROWS) {
      const rows = Math.min(SURVEY_ROWS, training.sampleCount - start)
      if (!programs.has(rows)) {
        const positions = ops.createIndices([rows])
        const { run, result } = engine.record(() => session.writeInputs(id, positions))
        programs.set(rows, { run, positions, x: result })
      }
      const { run, positions, x: { data } } = programs.get(rows)!
      for (let row = 0; row < rows; row++) positions.data[row] = start + row
      run()
      for (let i = 0, input = 0; i < data.length; i++) {
        if (data[i] < minimum) minimum = data[i]
        if (data[i] > maximum) maximum = data[i]
        sums[input] += data[i]
        input = input + 1 === inputs ? 0 : input + 1
      }
    }
    return { minimum, maximum, means: sums.map((sum) => sum / training.sampleCount) }
  }
}
