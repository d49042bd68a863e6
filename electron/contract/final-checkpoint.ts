import type { CheckpointTag, ExperimentSpec } from '../../core/index.ts'
import type { RunSummary } from './api.ts'

/** The checkpoint that holds the weights a run ended with: the best one where early stopping restored it, else the last. */
export function finalCheckpoint({ status, best, epoch }: Pick<RunSummary, 'status' | 'best' | 'epoch'>, { stop }: Pick<ExperimentSpec, 'stop'>): CheckpointTag {
  const restores = stop.early?.restoreBest === true && (status === 'completed' || status === 'stopped-early' || status === 'diverged')
  return restores && best !== null && best.epoch !== epoch ? 'best' : 'last'
}
