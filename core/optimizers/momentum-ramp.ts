import { choice, float, int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import type { StepPosition } from './definition.ts'

/** A momentum that may begin small, while gradients are large, and end near 1 (lecture 000: 0.5, then 0.9, then 0.99). */
export const momentumHyperparameters = () => ({
  momentum: float({ live: true, label: text('Momentum μ', 'Momento μ'), default: 0.9, min: 0, below: 1, doc: text('Fraction of the velocity that is kept.', 'Fracción de la velocidad que se conserva.') }),
  ramp: choice({
    label: text('Ramp', 'Rampa'),
    default: 'none',
    options: { none: text('None', 'Ninguna'), steps: text('In steps', 'A escalones'), linear: text('Gradual', 'Gradual') },
    doc: text('From the first momentum to μ and on to the last one.', 'Del momento inicial a μ y de ahí al final.'),
  }),
  first: float({ label: text('First momentum', 'Momento inicial'), default: 0.5, min: 0, below: 1, doc: text('With a ramp: the momentum at the start.', 'Con rampa: el momento al comienzo.') }),
  last: float({ label: text('Last momentum', 'Momento final'), default: 0.99, min: 0, below: 1, doc: text('With a ramp: the momentum at the end.', 'Con rampa: el momento al final.') }),
  rampEpochs: int({ label: text('Length of each part', 'Duración de cada tramo'), default: 5, min: 1, unit: text('epochs', 'épocas'), doc: text('With a ramp: epochs from one momentum to the next.', 'Con rampa: épocas de un momento al siguiente.') }),
} as const)

interface Ramp { readonly momentum: number; readonly ramp: 'none' | 'steps' | 'linear'; readonly first: number; readonly last: number; readonly rampEpochs: number }

/** The momentum of a step. */
export function momentumAt({ momentum, ramp, first, last, rampEpochs }: Ramp, { step, stepsPerEpoch }: StepPosition): number {
  if (ramp === 'none') return momentum
  const parts = (step - 1) / stepsPerEpoch / rampEpochs
  if (ramp === 'steps') return parts < 1 ? first : parts < 2 ? momentum : last
  return parts < 1 ? first + (momentum - first) * parts : momentum + (last - momentum) * Math.min(1, parts - 1)
}
