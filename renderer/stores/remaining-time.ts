import type { RunSummary } from '../../electron/contract/api.ts'

/** Sooner than this nobody can tell. */
const LEAST_SECONDS = 1

/** Seconds until the run's last epoch at its pace so far; null before there is one. Early stopping may end it sooner. */
export function remainingSeconds(run: RunSummary): number | null {
  if (run.seconds === 0 || (run.epoch === 0 && (run.step === 0 || run.stepsPerEpoch === null || run.seconds < LEAST_SECONDS))) return null
  const done = run.stepsPerEpoch === null ? run.epoch : Math.max(run.step / run.stepsPerEpoch, Number.EPSILON)
  return Math.max(0, (run.seconds / done) * (run.epochs - done))
}
