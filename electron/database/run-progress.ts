import type { RunEvent, StopCause } from '../../core/index.ts'
import type { RunSummary } from '../contract/api.ts'

/** The summary after what was reported at once. A pace is that of all epochs in it: one that takes a millisecond says little. */
export function applyEvents(run: RunSummary, events: readonly RunEvent[], at: number): RunSummary {
  const after = events.reduce((before, event) => applyEvent(before, event, at), run)
  const epochs = events.flatMap((event) => (event.type === 'epoch' ? [event] : []))
  const seconds = epochs.reduce((sum, { trainSeconds }) => sum + trainSeconds, 0)
  return seconds === 0 ? after : { ...after, samplesPerSecond: epochs.reduce((sum, { samplesPerSecond, trainSeconds }) => sum + samplesPerSecond * trainSeconds, 0) / seconds }
}

/** The summary after an event. */
export function applyEvent(run: RunSummary, event: RunEvent, at: number): RunSummary {
  switch (event.type) {
    case 'started':
      // A resumed run has not ended any more: what it ended with before no longer holds.
      return { ...run, startedAt: run.startedAt ?? at, finishedAt: null, final: { train: null, validation: null, test: null }, weightsSha256: null, epoch: event.epoch, step: trainingSteps(event.step), stepsPerEpoch: event.stepsPerEpoch, parameterCount: event.parameterCount }
    case 'steps':
      return { ...run, step: trainingSteps(event.from + stepCount(event) - 1) }
    case 'epoch':
      return { ...run, epoch: event.epoch, step: event.step, samplesPerSecond: event.samplesPerSecond, latest: { train: event.train, validation: event.validation } }
    case 'member':
      return { ...run, latest: { train: event.ensemble.train, validation: event.ensemble.validation } }
    case 'initialized':
    case 'pretrained':
    case 'layers':
    case 'changed':
    case 'paused':
    case 'resumed':
    case 'checkpoint':
      return run
    case 'finished':
      return {
        ...run,
        status: event.reason,
        message: event.reason === 'diverged' ? divergence(event) : event.cause === undefined ? null : CAUSES[event.cause],
        finishedAt: at,
        epoch: event.epoch,
        step: trainingSteps(event.step),
        best: event.best,
        final: event.final,
        weightsSha256: event.weightsSha256,
      }
  }
}

/** Those of pre-training have numbers up to 0. */
const trainingSteps = (step: number): number => Math.max(0, step)

/** Null where the status says it all. */
const CAUSES: Readonly<Record<StopCause, string | null>> = {
  patience: null,
  converged: 'The optimizer found nothing more to gain.',
  steps: 'The steps that it was given are done.',
  seconds: 'The seconds that it was given are over: with stop.steps set to its number of steps it can be repeated.',
  'no-mistakes': 'A whole pass without a mistake: the classes are linearly separable, and these weights separate them.',
  'loss-rose': 'The loss has risen far above its lowest: the range test has seen enough.',
}

/** How many steps a `steps` event tells of. */
export const stepCount = (event: Extract<RunEvent, { type: 'steps' }>): number => Object.values(event.series)[0]?.length ?? 0

const divergence = ({ step, divergedAt }: Extract<RunEvent, { type: 'finished' }>): string =>
  `The values stopped being finite ${step <= 0 ? 'in pre-training' : `at step ${step}`}${divergedAt === null ? '' : `, first in ${divergedAt}`}. Try a smaller learning rate.`
