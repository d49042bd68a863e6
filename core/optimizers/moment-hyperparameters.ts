import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { learningRate } from './definition.ts'

interface MomentDefaults { readonly learningRate: number; readonly beta1?: number; readonly beta2?: number; readonly epsilon?: number }

/** What the relatives of Adam have in common. */
export const momentHyperparameters = ({ learningRate: rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: MomentDefaults) => ({
  learningRate: learningRate(rate),
  beta1: float({ live: true, label: text('β₁', 'β₁'), default: beta1, min: 0, below: 1, doc: text('Decay of the mean of the gradient.', 'Decaimiento de la media del gradiente.') }),
  beta2: float({ live: true, label: text('β₂', 'β₂'), default: beta2, min: 0, below: 1, doc: text('Decay of the mean of its square.', 'Decaimiento de la media de su cuadrado.') }),
  epsilon: epsilonOf(epsilon),
})

export const epsilonOf = (initial: number) =>
  float({ live: true, label: text('ε', 'ε'), default: initial, above: 0, scale: 'log', doc: text('Keeps the denominator away from zero.', 'Evita que el denominador sea cero.') })

/** Decay of the weights themselves, apart from the gradient. */
export const weightDecay = (initial: number) => float({
  live: true,
  label: text('Weight decay λ', 'Decaimiento de pesos λ'),
  default: initial,
  min: 0,
  scale: 'log',
  doc: text('Every step also takes η λ of each weight away, biases included.', 'Cada paso quita además η λ de cada peso, sesgos incluidos.'),
})

/** Adam's coefficients: η m̂/(√v̂ + ε) = (η √c₂/c₁) m/(√v + ε √c₂) with the bias corrections c₁ = 1 − β₁ᵗ and c₂ = 1 − β₂ᵗ. */
export function adamCoefficients({ beta1, beta2, epsilon }: { beta1: number; beta2: number; epsilon: number }, step: number, rate: number): readonly [number, number, number, number] {
  const correction1 = 1 - beta1 ** step
  const correction2 = Math.sqrt(1 - beta2 ** step)
  return [rate * correction2 / correction1, beta1, beta2, epsilon * correction2]
}
