import type { EpochOutcome, ScheduleDefinition } from '../schedules/definition.ts'
import type { Resolved } from '../schema/registry.ts'

/** The learning rate over a run as it is planned. */
export interface PlannedRates {
  /** Epochs with fractions, from 0. */
  readonly epochs: Float64Array
  readonly rates: Float64Array
  /** Where the course changes, in epochs. */
  readonly marks: readonly { readonly epoch: number; readonly event: 'warm-up-ends' | 'restart' | 'peak' }[]
  /** The schedule watches the run: what is drawn is its course while the loss goes on falling. */
  readonly watches: boolean
}

export interface PlannedRun {
  /** The optimizer's own. */
  readonly learningRate: number
  readonly stepsPerEpoch: number
  readonly epochs: number
  /** The most steps that it was given, which schedules are laid out over. */
  readonly steps?: number | undefined
}

/** Jumps are seen between neighbouring steps; more steps than this are looked at in even strides. */
const MOST_POINTS = 4000
/** A rise of this part of the way between the lowest and the highest rate, from one point to the next, is a restart. */
const RESTART_RISE = 0.25

/** Of a run in which the loss falls by a tenth in every epoch. */
const fallingLoss = (epoch: number): EpochOutcome => ({ train: 0.9 ** epoch, validation: 0.9 ** epoch })

/** What a schedule makes of the optimizer's rate in each step that is planned. */
export function plannedRates({ definition, hyperparameters }: Resolved<ScheduleDefinition>, { learningRate, stepsPerEpoch, epochs: most, steps = Infinity }: PlannedRun): PlannedRates {
  const totalSteps = Math.max(1, Math.min(stepsPerEpoch * most, steps))
  const planned = totalSteps / stepsPerEpoch
  const count = Math.min(totalSteps, MOST_POINTS)
  const epochs = new Float64Array(count)
  const rates = new Float64Array(count)
  let state = definition.initialState ?? {}
  let ended = 0
  for (let i = 0; i < count; i++) {
    const step = count === 1 ? 1 : 1 + Math.round((i * (totalSteps - 1)) / (count - 1))
    epochs[i] = (step - 1) / stepsPerEpoch
    for (; ended + 1 <= epochs[i]; ended++) state = definition.observe?.(state, fallingLoss(ended), hyperparameters) ?? state
    rates[i] = learningRate * definition.factor({ step, stepsPerEpoch, totalSteps, learningRate }, hyperparameters, state)
  }
  const warmUp = Math.min(Number((hyperparameters as { readonly warmUp?: number }).warmUp ?? 0), planned)
  return {
    epochs,
    rates,
    marks: [...(warmUp > 0 && warmUp < planned ? [{ epoch: warmUp, event: 'warm-up-ends' as const }] : []), ...turningPoints(epochs, rates, warmUp)],
    watches: definition.observe !== undefined,
  }
}

/** After the warm-up: each restart, or the peak of a rate that rises for a while and falls after it. */
function turningPoints(epochs: Float64Array, rates: Float64Array, warmUp: number): PlannedRates['marks'] {
  const start = epochs.findIndex((epoch) => epoch >= warmUp)
  let low = Infinity
  let high = -Infinity
  let peak = start
  for (let i = start; i >= 0 && i < rates.length; i++) {
    low = Math.min(low, rates[i])
    high = Math.max(high, rates[i])
    if (rates[i] > rates[peak]) peak = i
  }
  const restarts = [...epochs.keys()].filter((i) => i > start && rates[i] - rates[i - 1] > RESTART_RISE * (high - low))
  if (restarts.length > 0) return restarts.map((i) => ({ epoch: epochs[i], event: 'restart' as const }))
  const isInside = peak > start && peak < rates.length - 1 && rates[peak] > rates[start] && rates[peak] > rates[rates.length - 1]
  return isInside && high > low ? [{ epoch: epochs[peak], event: 'peak' }] : []
}
