import type { RunSummary } from '../../electron/contract/api.ts'

/** Seconds until the run's last epoch at its pace so far; null before the first report. Early stopping may end it sooner. */
export function remainingSeconds(run: RunSummary): number | null {
  if (run.epoch === 0 || run.seconds === 0) return null
  const done = run.stepsPerEpoch === null ? run.epoch : Math.max(run.step / run.stepsPerEpoch, Number.EPSILON)
  return Math.max(0, (run.seconds / done) * (run.epochs - done))
}
