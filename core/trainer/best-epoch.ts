import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { Scores } from './events.ts'

/** Where the search for the best epoch stands; plain JSON, saved in checkpoints. */
export interface BestEpochState {
  readonly epoch: number | null
  readonly value: number | null
  /** Epochs since the last improvement. */
  readonly waited: number
}

export const NO_BEST_EPOCH: BestEpochState = { epoch: null, value: null, waited: 0 }

/** What decides which epoch is best, and when waiting for a better one ends. */
export interface BestEpochRule {
  /** `validation.loss`, … */
  readonly monitor: string
  judge(state: BestEpochState, epoch: number, train: Scores, validation: Scores | null): BestEpochState
  /** True when the run should stop early. */
  exhausted(state: BestEpochState): boolean
}

/** The rule of a spec: its early stopping, else the lowest validation loss (training loss without a validation part). */
export function bestEpochRule({ stop: { early }, metrics, counts }: Pick<ResolvedExperiment, 'stop' | 'metrics' | 'counts'>): BestEpochRule {
  const monitor = early?.monitor ?? (counts.validation > 0 ? 'validation.loss' : 'train.loss')
  const [part, name] = monitor.split('.')
  const metric = name.slice(name.indexOf('/') + 1)
  const maximize = metrics.find(({ kind }) => kind === metric)?.definition.goal === 'maximize'
  const minDelta = early?.minDelta ?? 0
  return {
    monitor,
    judge(state, epoch, train, validation) {
      const value = (part === 'validation' ? validation : train)?.[name] ?? NaN
      const gain = state.value === null ? Infinity : maximize ? value - state.value : state.value - value
      return Number.isFinite(value) && gain > minDelta ? { epoch, value, waited: 0 } : { ...state, waited: state.waited + 1 }
    },
    exhausted: ({ waited }) => early !== null && waited >= early.patience,
  }
}
