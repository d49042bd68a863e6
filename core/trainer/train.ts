import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import { SPLIT_PARTS, type SplitPart } from '../experiment/parts.ts'
import type { TrainingData } from '../experiment/training-data.ts'
import type { Engine } from '../ops/ops.ts'
import type { ScheduleState } from '../schedules/definition.ts'
import { createBatchFeed, type AugmenterInput } from './augmenter.ts'
import { bestEpochRule, NO_BEST_EPOCH, type BestEpochState } from './best-epoch.ts'
import {
  copyParameters, copySlots, mergeWeights, parameterBytes, readCheckpoint, restoreParameters, restoreSlots, writeCheckpoint, type Checkpoint, type StoredTensors,
} from './checkpoint.ts'
import { createExperimentInForce, type AskedChange } from './experiment-in-force.ts'
import { atPlaces, isKeptEpoch, samplePredictions, targetSpread, type EpochPredictions } from './epoch-predictions.ts'
import { createEpochRecord, type EpochRecord } from './epoch-record.ts'
import { createLayerDiagnostics, diagnosedRows } from './layer-diagnostics.ts'
import { measuredSteps } from './measured-steps.ts'
import type { CheckpointTag, FinishReason, RunEvent, Scores, StopCause } from './events.ts'
import { isSolved } from './pass-scores.ts'
import type { BatchFeed } from './prepared-batch.ts'
import { createPretraining } from './pretraining.ts'
import { runPretraining } from './run-pretraining.ts'
import { scoreResult } from './scores.ts'
import { createSession, type Session } from './session.ts'
import { createStepper } from './stepper.ts'

/** The part of an AbortSignal that the trainer reads. */
export interface Cancellation { readonly aborted: boolean }

export interface TrainOptions {
  readonly experiment: ResolvedExperiment
  readonly data: TrainingData
  readonly engine: Engine
  /** Makes a checkpoint durable; its event is reported after that. */
  saveCheckpoint(tag: CheckpointTag, content: Uint8Array): Promise<{ readonly file: string; readonly bytes: number; readonly sha256: string }>
  /** The content of a `last` checkpoint to go on from, or null to begin. */
  readonly resumeFrom: Uint8Array | null
  /** Parameters to begin with, by name; those it lacks are initialized as usual. */
  readonly initialWeights: StoredTensors | null
  readonly cancellation: Cancellation
  /** Prepares augmented batches ahead, on another thread; without it they are made when they are needed. */
  openFeed?(input: AugmenterInput): BatchFeed
  /** SHA-256, lower-case hexadecimal. */
  hash(bytes: Uint8Array): string
  /** Milliseconds; a monotonic clock. */
  now(): number
  /** What was asked to change since it was last called; it holds from the next update on. Must be what `checkChanges` lets pass. */
  takeChanges?(): readonly AskedChange[]
  /** What the validation samples are taken for after an epoch, and where the experiment says so the training samples too; told before the epoch is reported. */
  predicted?(predictions: EpochPredictions): void
  /** The unit of errors in `predicted`, one for each target; that of the training part unless given. */
  readonly spread?: Float64Array
  /** Looks at the network after an epoch, before that is reported, and at the end, with the weights it ends with. Must leave it as it is. */
  inspect?(session: Session, moment: 'epoch' | 'end', epoch: number): void
}

/** Long enough to keep the thread busy, short enough that curves and buttons feel immediate. */
const REPORT_INTERVAL_MS = 50
/** At most this much work is repeated after a crash. */
const CHECKPOINT_INTERVAL_MS = 10_000

const EMPTY: StoredTensors = new Map()
/** What the order of the epoch under way was drawn from. */
const LAST_LOSSES = 'lastLosses'

/**
 * Trains while it is iterated: not asking for the next event pauses the run, and `cancellation.aborted` ends it
 * between two batches. What is trained depends on spec, data and engine alone, never on time: a run resumed from any
 * of its checkpoints ends with the weights of a run that was never interrupted.
 */
export async function* train(options: TrainOptions): AsyncGenerator<RunEvent, void, void> {
  const { experiment, data: { source, transforms } } = options
  const feed = experiment.augmentation.length === 0 ? null : (options.openFeed ?? createBatchFeed)({ ...experiment, source, transforms })
  try {
    yield* trainFrom(feed, options)
  } finally {
    feed?.end()
  }
}

async function* trainFrom(feed: BatchFeed | null, options: TrainOptions): AsyncGenerator<RunEvent, void, void> {
  const { data, engine, cancellation, now } = options
  const training = data.parts.train
  const batchSize = batchSizeOf(options.experiment, training.sampleCount)
  const stepsPerEpoch = Math.ceil(training.sampleCount / batchSize)
  const resumed = options.resumeFrom === null ? null : readCheckpoint(options.resumeFrom)
  const inForce = createExperimentInForce(options.experiment, { begun: resumed?.position.step ?? 0, stepsPerEpoch }, () => options.takeChanges?.() ?? [])
  let experiment = inForce.current
  let rule = bestEpochRule(experiment)
  const session = createSession(experiment, engine, training)
  const plannedSteps = (): number => stepsPerEpoch * experiment.stop.epochs
  const totalSteps = (): number => Math.min(plannedSteps(), experiment.stop.steps ?? Infinity)

  if (resumed !== null) {
    restoreParameters(session, resumed.parameters)
    restoreSlots(session, resumed.slots)
  }
  const initialized = resumed !== null || options.initialWeights === null ? null : mergeWeights(copyParameters(session), options.initialWeights)
  if (initialized !== null) restoreParameters(session, initialized.weights)
  const phase = createPretraining(experiment, session, training, engine, resumed?.position.step ?? null, resumed?.pretraining ?? EMPTY)

  const { definition: scheduleDefinition } = experiment.schedule
  const initialSchedule = scheduleDefinition.initialState ?? {}
  let lastLosses = resumed?.partial.get(LAST_LOSSES)?.data ?? null
  let { step, epoch, stepInEpoch, best, schedule = initialSchedule } = resumed?.position ?? { step: 0 - (phase?.plan.steps ?? 0), epoch: 0, stepInEpoch: 0, best: NO_BEST_EPOCH, schedule: initialSchedule }
  const stepper = createStepper(experiment, session, training, engine, resumed?.minimizer ?? null)
  let bestParameters = resumed?.best ?? EMPTY
  let unsavedBest = false
  let lastCheckpoint = now()
  const steps = createStepSeries(experiment)
  const measures = options.experiment.diagnostics === null ? null : createLayerDiagnostics(experiment, session, training)
  const isMeasured = measuredSteps({ experiment: options.experiment, batchSize, stepsPerEpoch, totalSteps: Math.min(stepsPerEpoch * options.experiment.stop.epochs, options.experiment.stop.steps ?? Infinity), rows: diagnosedRows(experiment, training.sampleCount) })

  yield {
    type: 'started',
    step,
    epoch,
    parameterCount: experiment.network.layers.reduce((count, layer) => count + layer.parameterCount, 0),
    stepsPerEpoch,
    samples: { train: training.sampleCount, validation: data.parts.validation.sampleCount, test: data.parts.test.sampleCount },
    layers: experiment.network.layers.map(({ id, resolved, outputShape, parameterCount }) => ({ id, kind: resolved.kind, outputShape, parameterCount })),
    engine: engine.name,
    ...(phase === null ? {} : { pretraining: phase.plan }),
  }
  if (initialized !== null) yield { type: 'initialized', step, matched: initialized.matched, missing: initialized.missing, unused: initialized.unused }

  let record: EpochRecord | null = null
  let targetUnit: Float64Array | null = null
  const checkpoint = async (tag: CheckpointTag): Promise<RunEvent> => {
    const content = contentOf(tag)
    const saved = await options.saveCheckpoint(tag, writeCheckpoint(content))
    return { type: 'checkpoint', tag, step: content.position.step, epoch: content.position.epoch, ...saved }
  }
  /** The last one holds all that is needed to go on; the others hold weights. */
  const contentOf = (tag: CheckpointTag): Checkpoint => {
    if (tag === 'last') return currentState({ step, epoch, stepInEpoch, best, schedule }, record?.save() ?? EMPTY)
    const weights = { best: EMPTY, slots: EMPTY, minimizer: {}, pretraining: EMPTY }
    if (tag === 'best') return { ...currentState({ step: best.epoch! * stepsPerEpoch, epoch: best.epoch!, stepInEpoch: 0, best, schedule }, EMPTY), ...weights, parameters: bestParameters }
    return { ...currentState({ step, epoch, stepInEpoch, best, schedule }, EMPTY), ...weights, partial: EMPTY }
  }
  const keepsEpoch = (number: number): boolean => experiment.checkpoints.everyEpochs > 0 && number % experiment.checkpoints.everyEpochs === 0
  const currentState = (position: Checkpoint['position'], partial: StoredTensors): Checkpoint =>
    ({ position: { ...position, ...(cause === null ? {} : { ended: cause }), ...(experiment.stop.seconds === undefined ? {} : { seconds: spentMs / 1000 }) }, parameters: copyParameters(session), best: bestParameters, slots: copySlots(session), minimizer: stepper.save(), partial: lastLosses === null ? partial : new Map([...partial, [LAST_LOSSES, { shape: [lastLosses.length], data: lastLosses }]]), pretraining: step < 0 ? phase!.save() : EMPTY, transforms: data.transforms })

  let reason: FinishReason = 'completed'
  let cause: StopCause | null = resumed?.position.ended ?? null
  let divergedAt: string | null = null
  /** Until the last report; what is under way is added where it matters. */
  let spentMs = 1000 * (resumed?.position.seconds ?? 0)
  const spent = (underWayMs: number): StopCause | null => {
    const { steps: mostSteps, seconds } = experiment.stop
    return step >= plannedSteps() ? null : mostSteps !== undefined && step >= mostSteps ? 'steps' : seconds !== undefined && spentMs + underWayMs >= 1000 * seconds ? 'seconds' : null
  }
  if (phase !== null && step < 0) {
    const outcome = yield* runPretraining(phase, {
      step, sampleCount: training.sampleCount, cancellation, now,
      reached(number) { step = number },
      checkpoint: () => checkpoint('last'),
    })
    if (outcome !== null) ({ reason, divergedAt } = outcome)
    lastCheckpoint = now()
  }
  if (step === 0 && reason === 'completed' && keepsEpoch(0)) yield await checkpoint('epoch-0')
  let lastReport = now()

  while (epoch < experiment.stop.epochs && reason === 'completed' && cause === null && !(epoch > 0 && stepInEpoch === 0 && rule.exhausted(best))) {
    record = createEpochRecord(experiment, training, session.outputCounts, epoch + 1, epoch === resumed?.position.epoch && step === resumed.position.step ? resumed.partial : EMPTY, lastLosses)
    feed?.begin(epoch + 1, record.order, batchSize, stepInEpoch)
    let trainMs = 0
    let batchStart = now()
    while (stepInEpoch < stepsPerEpoch) {
      if (cancellation.aborted) {
        reason = 'cancelled'
        break
      }
      const change = inForce.take(step)
      if (change !== null) {
        const underWayMs = now() - batchStart
        trainMs += underWayMs
        spentMs += underWayMs
        if (steps.length > 0) yield steps.flush(epoch + 1)
        experiment = inForce.current
        rule = bestEpochRule(experiment)
        stepper.change(experiment)
        steps.watch(change)
        yield change
        batchStart = now()
        continue
      }
      const positions = record.order.subarray(stepInEpoch * batchSize, Math.min((stepInEpoch + 1) * batchSize, training.sampleCount))
      const position = { step: step + 1, stepsPerEpoch, totalSteps: totalSteps() }
      const measured = measures !== null && isMeasured(step + 1) ? measures : null
      measured?.begin()
      const result = stepper.step(positions, position, schedule, feed?.take())
      step++
      stepInEpoch++
      steps.add(step, result.loss, stepper.report(position, schedule).learningRate)
      if (!Number.isFinite(result.loss)) {
        reason = 'diverged'
        divergedAt = session.firstBrokenLayer() ?? 'loss'
        break
      }
      record.add(result, positions.length)
      if (measured !== null) {
        const layers = measured.measure((parameter, index) => stepper.gradientOf(parameter, index))
        const underWayMs = now() - batchStart
        trainMs += underWayMs
        spentMs += underWayMs
        // Whoever pauses here must know of this step.
        yield steps.flush(epoch + 1)
        yield { type: 'layers', step, epoch: epoch + 1, layers }
        batchStart = now()
      }
      schedule = scheduleDefinition.observeStep?.(schedule, result.loss, experiment.schedule.hyperparameters) ?? schedule
      if (scheduleDefinition.isOver?.(schedule, experiment.schedule.hyperparameters) === true) {
        reason = 'stopped-early'
        cause = 'loss-rose'
        break
      }
      const time = now()
      cause = spent(time - batchStart)
      if (cause !== null) {
        // An epoch that is whole is judged like the others.
        if (stepInEpoch < stepsPerEpoch) reason = 'stopped-early'
        break
      }
      if (time - lastReport < REPORT_INTERVAL_MS) continue
      trainMs += time - batchStart
      spentMs += time - batchStart
      if (steps.length > 0) yield steps.flush(epoch + 1)
      if (now() - lastCheckpoint > CHECKPOINT_INTERVAL_MS) {
        yield await checkpoint('last')
        lastCheckpoint = now()
      }
      lastReport = now()
      batchStart = lastReport
    }
    if (steps.length > 0) yield steps.flush(epoch + 1)
    if (reason !== 'completed') break
    const lastMs = now() - batchStart
    trainMs += lastMs
    spentMs += lastMs

    epoch++
    stepInEpoch = 0
    const evaluationStart = now()
    const trainScores = record.score()
    tellTraining(record)
    lastLosses = record.lastLosses()
    record = null
    const validation = evaluatePart('validation', true)
    const judged = rule.judge(best, epoch, trainScores, validation)
    const improved = judged.waited === 0
    best = judged
    if (improved) {
      bestParameters = copyParameters(session)
      unsavedBest = true
    }
    const { converged = false, ...report } = stepper.report({ step, stepsPerEpoch, totalSteps: totalSteps() }, schedule)
    if (isSolved(experiment, trainScores)) cause = 'no-mistakes'
    else if (converged) cause = 'converged'
    schedule = observe(experiment, schedule, trainScores, validation)
    options.inspect?.(session, 'epoch', epoch)
    const evaluationSeconds = (now() - evaluationStart) / 1000
    const trainSeconds = trainMs / 1000
    spentMs += 1000 * evaluationSeconds
    cause ??= spent(0)
    yield {
      type: 'epoch', epoch, step, train: trainScores, validation,
      ...report,
      trainSeconds, evaluationSeconds,
      samplesPerSecond: trainSeconds > 0 ? training.sampleCount / trainSeconds : 0,
      best: improved,
    }
    if (keepsEpoch(epoch)) yield await checkpoint(`epoch-${epoch}`)
    if (now() - lastCheckpoint > CHECKPOINT_INTERVAL_MS / 10) {
      if (unsavedBest) yield await checkpoint('best')
      unsavedBest = false
      yield await checkpoint('last')
      lastCheckpoint = now()
    }
    if (cancellation.aborted && epoch < experiment.stop.epochs) reason = 'cancelled'
    lastReport = now()
  }

  if (reason === 'completed' && (epoch < experiment.stop.epochs || cause !== null)) {
    reason = 'stopped-early'
    cause ??= 'patience'
  }
  // The state to go on from is saved before the best weights take its place.
  if (reason !== 'diverged') yield await checkpoint('last')
  if (unsavedBest) yield await checkpoint('best')
  const restoredEpoch = restoreBest(reason, epoch, best)
  if (reason !== 'diverged') options.inspect?.(session, 'end', epoch)
  const final = reason === 'diverged' ? { train: null, validation: null, test: null } : Object.fromEntries(SPLIT_PARTS.map((part) => [part, evaluatePart(part)])) as Record<SplitPart, Scores | null>
  yield {
    type: 'finished', reason, ...(cause === null ? {} : { cause }), epoch, step, restoredEpoch,
    best: best.epoch === null ? null : { epoch: best.epoch, monitor: rule.monitor, value: best.value! },
    final, divergedAt,
    weightsSha256: options.hash(parameterBytes(copyParameters(session).values())),
  }

  function evaluatePart(part: SplitPart, tells = false): Scores | null {
    const samples = data.parts[part]
    if (samples.sampleCount === 0) return null
    const result = session.evaluate(samples)
    if (tells && options.predicted !== undefined && isKeptEpoch(epoch, samples.sampleCount)) {
      options.predicted({ part: 'validation', member: 1, epoch, step, predicted: samplePredictions(experiment, result.heads[0].outputs, samples, spread()) })
    }
    return scoreResult(experiment, result, samples)
  }

  /** As each sample was shown: that costs no pass of its own. */
  function tellTraining(shown: EpochRecord): void {
    if (options.predicted === undefined || !experiment.histories.train || !isKeptEpoch(epoch, training.sampleCount)) return
    const { outputs, part } = shown.shown()
    options.predicted({ part: 'train', member: 1, epoch, step, predicted: atPlaces(samplePredictions(experiment, outputs, part, spread()), shown.order, training.sampleCount) })
  }

  function spread(): Float64Array {
    return (targetUnit ??= options.spread ?? targetSpread(training))
  }

  function restoreBest(why: FinishReason, current: number, { epoch: bestEpoch }: BestEpochState): number | null {
    if (experiment.stop.early?.restoreBest !== true || bestEpoch === null || bestEpoch === current || why === 'cancelled') return null
    restoreParameters(session, bestParameters)
    return bestEpoch
  }
}

/** Samples per step; the last step of an epoch may have fewer. */
export const batchSizeOf = ({ batches: { size } }: Pick<ResolvedExperiment, 'batches'>, sampleCount: number): number => (size === 'full' ? sampleCount : Math.min(size, sampleCount))

const observe = ({ schedule: { definition, hyperparameters } }: TrainOptions['experiment'], state: ScheduleState, train: Scores, validation: Scores | null): ScheduleState =>
  definition.observe?.(state, { train: train['loss'], validation: validation?.['loss'] ?? null }, hyperparameters) ?? state

/** Values per step, gathered until they are reported. The rate is left out where it never changes. */
function createStepSeries({ schedule, optimizer }: TrainOptions['experiment']) {
  let changingRate = optimizer.definition.sort === 'full-batch' || schedule.kind !== 'constant' || (schedule.hyperparameters as { warmUp: number }).warmUp > 0
  let from = 0
  let losses: number[] = []
  let rates: number[] = []
  return {
    get length() { return losses.length },
    /** Call it between two reports. */
    watch({ changes }: Extract<RunEvent, { type: 'changed' }>) {
      changingRate ||= changes.some(({ path }) => path === 'optimizer.learningRate')
    },
    add(step: number, loss: number, rate: number) {
      if (losses.length === 0) from = step
      losses.push(loss)
      if (changingRate) rates.push(rate)
    },
    flush(epoch: number): RunEvent {
      const loss = Float32Array.from(losses)
      const series: Record<string, Float32Array> = changingRate ? { loss, learningRate: Float32Array.from(rates) } : { loss }
      losses = []
      rates = []
      return { type: 'steps', from, epoch, series }
    },
  }
}
