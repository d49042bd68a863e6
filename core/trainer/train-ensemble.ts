import { memberCount, type ResolvedEnsemble } from '../experiment/read-ensemble.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import { NO_SAMPLES, type TrainingData } from '../experiment/training-data.ts'
import { copyParameters, parameterBytes, readCheckpoint, restoreParameters, writeCheckpoint, type Checkpoint, type StoredTensors } from './checkpoint.ts'
import { readEnsembleCheckpoint, writeEnsembleCheckpoint, type EnsembleCheckpoint, type EnsemblePosition } from './ensemble-checkpoint.ts'
import { averageOf, chainExperiment, memberExperiment, selectSamples, totalParameters } from './ensemble-members.ts'
import { createEnsembleScores, NO_SCORES, type EnsembleScores, type PartScores } from './ensemble-scores.ts'
import { atPlaces, targetSpread, type EpochPredictions } from './epoch-predictions.ts'
import type { FinishReason, RunEvent } from './events.ts'
import { createSession } from './session.ts'
import { batchSizeOf, train, type TrainOptions } from './train.ts'

type Event<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>

interface EnsembleOptions extends TrainOptions {
  readonly experiment: ResolvedExperiment & { readonly ensemble: ResolvedEnsemble }
}

/** What a checkpoint event says of a file that was not written. */
const UNSAVED = { file: '', bytes: 0, sha256: '' } as const

/** What one run of an ensemble holds between its members. */
interface Progress {
  position: EnsemblePosition
  readonly members: StoredTensors[]
  /** The training under way when the run was interrupted. */
  resumed: Checkpoint | null
}

/** Trains what a spec asks for as one run, a single network or an ensemble; all are composed of `train` and keep its promises. */
export function trainExperiment(options: TrainOptions): AsyncGenerator<RunEvent, void, void> {
  const { ensemble } = options.experiment
  if (ensemble === null) return train(options)
  const known = { ...options, experiment: { ...options.experiment, ensemble } }
  switch (ensemble.definition.sort) {
    case 'trained': return trainMembers(known)
    case 'chain': return trainChain(known)
    case 'passes': return trainPasses(known)
  }
}

/** Networks one after the other. Steps and epochs are counted over all of them. */
async function* trainMembers(options: EnsembleOptions): AsyncGenerator<RunEvent, void, void> {
  const { experiment, data, engine } = options
  const count = memberCount(experiment.ensemble)
  const progress = readProgress(options)
  const { members } = progress
  const spread = targetSpread(data.parts.train)
  const scores = createEnsembleScores(experiment, data, averageOf(experiment.ensemble))
  const learnedBy = (member: number): Int32Array | null => learnedPositions(experiment, member, data.parts.train.sampleCount)
  recallMembers(options, members, scores, (member) => ({ experiment: memberExperiment(experiment, member), learned: learnedBy(member) }))
  const sampleCount = learnedBy(0)?.length ?? data.parts.train.sampleCount
  yield startedEvent(options, progress, sampleCount)

  let ended: Event<'finished'> | null = null
  let underWay: StoredTensors | null = null
  while (members.length < count && (ended === null || isWhole(ended.reason))) {
    const index = members.length
    const learned = learnedBy(index)
    const release = engine.mark()
    let own: PartScores = NO_SCORES
    const training = train({
      ...memberOptions(options, progress),
      experiment: memberExperiment(experiment, index),
      data: learned === null ? data : withTraining(data, learned),
      spread,
      ...(options.predicted === undefined ? {} : { predicted: (found) => options.predicted!(ofMember(found, { member: index + 1, step: progress.position.step, learned, sampleCount: data.parts.train.sampleCount })) }),
      inspect(session, moment) {
        if (moment === 'epoch') return
        underWay = copyParameters(session)
        own = scores.add(session, { learned })
      },
    })
    for await (const event of training) {
      if (event.type === 'finished') ended = event
      else yield* shifted(event, progress.position, `member${index + 1}`)
    }
    release()
    progress.resumed = null
    if (ended === null || underWay === null || !isWhole(ended.reason)) break
    members.push(underWay)
    const { step, epoch, reasons } = progress.position
    progress.position = { step: step + ended.step, epoch: epoch + ended.epoch, reasons: [...reasons, ended.reason] }
    yield { type: 'member', member: members.length, members: count, epoch: progress.position.epoch, step: progress.position.step, scores: own, ensemble: scores.scores(), outOfBag: scores.outOfBag(), acceptance: null }
  }

  const { position } = progress
  if (members.length === count) {
    yield await saveCheckpoint(options, progress, null)
    const reason = position.reasons.every((how) => how === 'completed') ? 'completed' : 'stopped-early'
    yield finishedEvent(options, { reason, epoch: position.epoch, step: position.step, final: scores.scores(), divergedAt: null }, members)
    return
  }
  // Cancelled or diverged in the middle of a member: what is done counts, or the member as it stands.
  const { reason, epoch, step, divergedAt, final, weightsSha256 } = ended!
  const whole = finishedEvent(options, {
    reason, divergedAt, epoch: position.epoch + epoch, step: position.step + step,
    final: reason === 'diverged' ? NO_SCORES : members.length > 0 ? finalScores(options, members, learnedBy) : final,
  }, members)
  yield members.length > 0 ? whole : { ...whole, weightsSha256 }
}

/** One network whose weights walk; some of the vectors it passes are kept. */
async function* trainChain(options: EnsembleOptions): AsyncGenerator<RunEvent, void, void> {
  const { experiment, data } = options
  const { ensemble } = experiment
  if (ensemble.definition.sort !== 'chain') throw new Error('Not a chain')
  const { burnIn, thinning, kept } = ensemble.definition.length(ensemble.hyperparameters)
  const progress = readProgress(options)
  const { members } = progress
  const scores = createEnsembleScores(experiment, data, 'arithmetic')
  recallMembers(options, members, scores, () => ({ experiment: memberExperiment(experiment, 0), learned: null }))
  const chain = chainExperiment(experiment, data.parts.train.sampleCount)
  yield startedEvent(options, progress, data.parts.train.sampleCount)
  const [ended] = progress.position.reasons
  if (ended !== undefined) {
    yield finishedEvent(options, { reason: ended, ...totalOf(options, progress), final: scores.scores(), divergedAt: null }, members)
    return
  }

  let own: PartScores | null = null
  let last: StoredTensors | null = null
  const training = train({
    ...memberOptions(options, progress),
    experiment: chain,
    inspect(session, moment, epoch) {
      if (moment === 'end') last = copyParameters(session)
      else if (epoch > burnIn && (epoch - burnIn) % thinning === 0) {
        members.push(copyParameters(session))
        own = scores.add(session)
      }
    },
  })
  for await (const event of training) {
    if (event.type === 'finished') {
      const model = members.length > 0 || last === null ? members : [last]
      const whole = members.length === kept && isWhole(event.reason)
      if (whole) {
        progress.position = { ...progress.position, reasons: [event.reason] }
        progress.resumed = null
        yield await saveCheckpoint(options, progress, null)
      }
      const final = event.reason === 'diverged' ? NO_SCORES : members.length > 0 ? scores.scores() : event.final
      yield finishedEvent(options, { ...event, final }, model)
      return
    }
    yield* shifted(event, progress.position, 'chain')
    if (event.type !== 'epoch' || own === null) continue
    yield { type: 'member', member: members.length, members: kept, epoch: event.epoch, step: event.step, scores: own, ensemble: scores.scores(), outOfBag: null, acceptance: event.acceptance ?? null }
    own = null
  }
}

/** One network, trained as ever; in the end it is judged by the mean of several passes. */
async function* trainPasses(options: EnsembleOptions): AsyncGenerator<RunEvent, void, void> {
  const { experiment, data } = options
  const { ensemble } = experiment
  if (ensemble.definition.sort !== 'passes') throw new Error('Not made of passes')
  const passes = ensemble.definition.passes(ensemble.hyperparameters)
  const scores = createEnsembleScores(experiment, data, 'arithmetic')
  const training = train({
    ...options,
    experiment: memberExperiment(experiment, 0),
    inspect(session, moment) {
      if (moment === 'end') for (let pass = 0; pass < passes; pass++) scores.add(session, { pass })
    },
  })
  for await (const event of training) {
    if (event.type !== 'finished' || event.reason === 'diverged') {
      yield event
      continue
    }
    const averaged = scores.scores()
    yield { type: 'member', member: 1, members: 1, epoch: event.epoch, step: event.step, scores: event.final, ensemble: averaged, outOfBag: null, acceptance: null }
    yield { ...event, final: averaged }
  }
}

const isWhole = (reason: FinishReason): boolean => reason === 'completed' || reason === 'stopped-early'

/** What a member said after an epoch, as the run counts steps and with all training samples in their places. */
const ofMember = (found: EpochPredictions, { member, step, learned, sampleCount }: { readonly member: number; readonly step: number; readonly learned: Int32Array | null; readonly sampleCount: number }): EpochPredictions => ({
  ...found, member, step: found.step + step,
  predicted: found.part === 'train' && learned !== null ? atPlaces(found.predicted, learned, sampleCount) : found.predicted,
})

/** The data with some of the training samples alone, as the network sees them and as augmentation does. */
function withTraining(data: TrainingData, positions: Int32Array): TrainingData {
  const train = selectSamples(data.parts.train, positions)
  const { labels, values } = train
  return { ...data, parts: { ...data.parts, train }, source: { ...data.source, labels, values, indices: positions.map((position) => data.source.indices[position]) } }
}

/** What a member learns from; null where that is the whole training part. */
function learnedPositions({ ensemble, seed }: EnsembleOptions['experiment'], member: number, sampleCount: number): Int32Array | null {
  if (ensemble.definition.sort !== 'trained') return null
  return ensemble.definition.sample?.(ensemble.hyperparameters, { seed, member, sampleCount }) ?? null
}

function readProgress({ resumeFrom }: EnsembleOptions): Progress {
  if (resumeFrom === null) return { position: { step: 0, epoch: 0, reasons: [] }, members: [], resumed: null }
  const { position, members, current } = readEnsembleCheckpoint(resumeFrom)
  return { position, members: [...members], resumed: current }
}

/** Members that were done before an interruption predict again: their scores count as if there had been none. */
function recallMembers({ engine }: EnsembleOptions, members: readonly StoredTensors[], scores: EnsembleScores, memberOf: (index: number) => { experiment: ResolvedExperiment; learned: Int32Array | null }): void {
  members.forEach((tensors, index) => {
    const release = engine.mark()
    const { experiment, learned } = memberOf(index)
    const session = createSession(experiment, engine, NO_SAMPLES)
    restoreParameters(session, tensors)
    scores.add(session, { learned })
    release()
  })
}

/** Scores of the members that are done, without what an unfinished one has added. */
function finalScores(options: EnsembleOptions, members: readonly StoredTensors[], learnedBy: (member: number) => Int32Array | null): PartScores {
  const scores = createEnsembleScores(options.experiment, options.data, averageOf(options.experiment.ensemble))
  recallMembers(options, members, scores, (member) => ({ experiment: memberExperiment(options.experiment, member), learned: learnedBy(member) }))
  return scores.scores()
}

/** The options of the training under way: it goes on where it was, and its checkpoints are the ensemble's. */
const memberOptions = (options: EnsembleOptions, progress: Progress): TrainOptions => ({
  ...options,
  resumeFrom: progress.resumed === null ? null : writeCheckpoint(progress.resumed),
  async saveCheckpoint(tag, content) {
    if (tag !== 'last') return UNSAVED
    return options.saveCheckpoint('last', ensembleContent(options, progress, readCheckpoint(content)))
  },
})

const ensembleContent = ({ experiment: { ensemble }, data }: EnsembleOptions, { position, members }: Progress, current: EnsembleCheckpoint['current']): Uint8Array =>
  writeEnsembleCheckpoint({ position, members, current, transforms: data.transforms, manifest: { kind: ensemble.kind, average: averageOf(ensemble) } })

async function saveCheckpoint(options: EnsembleOptions, progress: Progress, current: Checkpoint | null): Promise<Event<'checkpoint'>> {
  const saved = await options.saveCheckpoint('last', ensembleContent(options, progress, current))
  const { step, epoch } = totalOf(options, progress)
  return { type: 'checkpoint', tag: 'last', step, epoch, ...saved }
}

/** Steps and epochs done, over all members. A chain's are those of its only training. */
function totalOf({ experiment: { ensemble, stop, batches }, data }: EnsembleOptions, { position, resumed }: Progress): { step: number; epoch: number } {
  if (ensemble.definition.sort === 'chain' && resumed === null && position.reasons.length > 0) {
    const { sampleCount } = data.parts.train
    return { step: stop.epochs * Math.ceil(sampleCount / batchSizeOf({ batches }, sampleCount)), epoch: stop.epochs }
  }
  return { step: position.step + (resumed?.position.step ?? 0), epoch: position.epoch + (resumed?.position.epoch ?? 0) }
}

function startedEvent(options: EnsembleOptions, progress: Progress, sampleCount: number): Event<'started'> {
  const { experiment, data: { parts }, engine } = options
  return {
    type: 'started',
    ...totalOf(options, progress),
    parameterCount: totalParameters(experiment),
    stepsPerEpoch: Math.ceil(sampleCount / batchSizeOf(experiment, sampleCount)),
    samples: { train: parts.train.sampleCount, validation: parts.validation.sampleCount, test: parts.test.sampleCount },
    layers: experiment.network.layers.map(({ id, resolved, outputShape, parameterCount }) => ({ id, kind: resolved.kind, outputShape, parameterCount })),
    engine: engine.name,
  }
}

/** A member's event as the run's; nothing of its start and its best epoch. */
function* shifted(event: RunEvent, { step, epoch }: EnsemblePosition, of: string): Generator<RunEvent, void, void> {
  switch (event.type) {
    case 'steps':
      yield { ...event, from: event.from + step, epoch: event.epoch + epoch }
      break
    case 'epoch':
      yield { ...event, of, step: event.step + step, epoch: event.epoch + epoch }
      break
    case 'layers':
      yield { ...event, step: event.step + step, epoch: event.epoch + epoch }
      break
    case 'checkpoint':
      if (event.tag === 'last') yield { ...event, step: event.step + step, epoch: event.epoch + epoch }
  }
}

function finishedEvent({ hash }: EnsembleOptions, how: Pick<Event<'finished'>, 'reason' | 'epoch' | 'step' | 'final' | 'divergedAt'>, members: readonly StoredTensors[]): Event<'finished'> {
  return {
    type: 'finished', reason: how.reason, epoch: how.epoch, step: how.step, restoredEpoch: null, best: null, final: how.final, divergedAt: how.divergedAt,
    weightsSha256: hash(parameterBytes(members.flatMap((tensors) => [...tensors.values()]))),
  }
}
