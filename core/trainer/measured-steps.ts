import { sizeOf } from '../math/shape.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'

/** So many measurements of a short run, as long as all of them together take no more than a moment, in nanoseconds. */
const LEAST_MEASUREMENTS = 24
const MOMENT = 15e6
/** More would say little more, and fill the disk. */
const MOST_MEASUREMENTS = 240
/** Of the training time. */
const SHARE = 0.008
/** Nanoseconds: per step, per number of the parameters in an update, per multiply-add of a sample forward and backward. */
const STEP = { fixed: 3_000, perParameter: 0.6, perMultiplyAdd: 0.15 }
/** Nanoseconds: per layer, per number of the parameters, per number that a layer gives, per multiply-add of a sample forward. */
const MEASUREMENT = { perLayer: 25_000, perParameter: 6, perOutput: 14, perMultiplyAdd: 0.06 }

export interface MeasuredRun {
  readonly experiment: Pick<ResolvedExperiment, 'network' | 'diagnostics'>
  /** Samples of a step, of an epoch in steps, and of the run as it is planned at its start. */
  readonly batchSize: number
  readonly stepsPerEpoch: number
  readonly totalSteps: number
  /** Samples that are looked at. */
  readonly rows: number
}

/**
 * Which steps of a run are measured: the first, the last that is planned, and others at regular distances, the last of an epoch among
 * them. Decided by the experiment alone, so that two runs measure the same steps; seldom enough to cost less than a hundredth of the time.
 */
export function measuredSteps({ experiment, batchSize, stepsPerEpoch, totalSteps, rows }: MeasuredRun): (step: number) => boolean {
  const given = experiment.diagnostics?.everySteps ?? null
  if (given !== null) return (step) => step === 1 || step === totalSteps || step % given === 0
  const cost = costOf(experiment, batchSize, rows)
  const affordable = cost.measurement / (SHARE * cost.step)
  const unnoticed = totalSteps / Math.min(LEAST_MEASUREMENTS, Math.max(1, MOMENT / cost.measurement))
  const every = Math.max(1, Math.ceil(Math.max(totalSteps / MOST_MEASUREMENTS, Math.min(affordable, unnoticed))))
  if (every >= stepsPerEpoch) {
    const whole = Math.ceil(every / stepsPerEpoch) * stepsPerEpoch
    return (step) => step === 1 || step === totalSteps || step % whole === 0
  }
  const parts = Math.floor(stepsPerEpoch / every)
  return (step) => {
    const inEpoch = (step - 1) % stepsPerEpoch
    return step === 1 || step === totalSteps || Math.floor(((inEpoch + 1) * parts) / stepsPerEpoch) > Math.floor((inEpoch * parts) / stepsPerEpoch)
  }
}

/** What a step and a measurement take, in nanoseconds; roughly, on a usual machine. */
function costOf({ network: { layers } }: MeasuredRun['experiment'], batchSize: number, rows: number): { readonly step: number; readonly measurement: number } {
  const sum = (of: (layer: (typeof layers)[number]) => number): number => layers.reduce((total, layer) => total + of(layer), 0)
  const [parameters, multiplyAdds, outputs] = [sum(({ parameterCount }) => parameterCount), sum((layer) => layer.multiplyAdds), sum(({ outputShape }) => sizeOf(outputShape))]
  return {
    step: STEP.fixed + STEP.perParameter * parameters + STEP.perMultiplyAdd * multiplyAdds * batchSize,
    measurement: MEASUREMENT.perLayer * layers.length + MEASUREMENT.perParameter * parameters + (MEASUREMENT.perOutput * outputs + MEASUREMENT.perMultiplyAdd * multiplyAdds) * rows,
  }
}
