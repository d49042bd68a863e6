import type { RunEvent } from '../../core/index.ts'
import type { RunSummary } from '../contract/api.ts'

/** The summary after an event. */
export function applyEvent(run: RunSummary, event: RunEvent, at: number): RunSummary {
  switch (event.type) {
    case 'started':
      // A resumed run has not ended any more: what it ended with before no longer holds.
      return { ...run, startedAt: run.startedAt ?? at, finishedAt: null, final: { train: null, validation: null, test: null }, weightsSha256: null, epoch: event.epoch, step: event.step, stepsPerEpoch: event.stepsPerEpoch, parameterCount: event.parameterCount }
    case 'steps':
      return { ...run, step: event.from + stepCount(event) - 1 }
    case 'epoch':
      return { ...run, epoch: event.epoch, step: event.step, samplesPerSecond: event.samplesPerSecond, latest: { train: event.train, validation: event.validation } }
    case 'member':
      return { ...run, latest: { train: event.ensemble.train, validation: event.ensemble.validation } }
    case 'checkpoint':
      return run
    case 'finished':
      return {
        ...run,
        status: event.reason,
        message: event.reason === 'diverged' ? divergence(event) : null,
        finishedAt: at,
        epoch: event.epoch,
        step: event.step,
        best: event.best,
        final: event.final,
        weightsSha256: event.weightsSha256,
      }
  }
}

/** How many steps a `steps` event tells of. */
export const stepCount = (event: Extract<RunEvent, { type: 'steps' }>): number => Object.values(event.series)[0]?.length ?? 0

const divergence = ({ step, divergedAt }: Extract<RunEvent, { type: 'finished' }>): string =>
  `The values stopped being finite at step ${step}${divergedAt === null ? '' : `, first in ${divergedAt}`}. Try a smaller learning rate.`
