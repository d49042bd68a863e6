import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import type { SchedulePosition } from './definition.ts'

export const warmUp = float({
  label: text('Warm-up', 'Calentamiento'),
  default: 0,
  min: 0,
  unit: text('epochs', 'épocas'),
  doc: text('The rate first grows linearly from near 0 over this long; 0 for none.', 'La tasa crece primero linealmente desde cerca de 0 durante este tiempo; 0 para que no lo haga.'),
})

/** The factor with a linear rise put before it (Goyal et al. 2017). */
export function warmedUp({ step, stepsPerEpoch, totalSteps, learningRate }: SchedulePosition, epochs: number, factor: (position: SchedulePosition) => number): number {
  const rise = Math.round(epochs * stepsPerEpoch)
  const own = (ownStep: number): number => factor({ step: ownStep, stepsPerEpoch, totalSteps: Math.max(1, totalSteps - rise), learningRate })
  return step <= rise ? own(1) * step / (rise + 1) : own(step - rise)
}
