import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineOptimizer } from './definition.ts'
import { momentHyperparameters } from './moment-hyperparameters.ts'

/** μₜ of the paper: the momentum grows from β₁/2 to β₁. */
const momentumAt = (beta1: number, decay: number, step: number): number => beta1 * (1 - 0.5 * 0.96 ** (step * decay))

/** Π μᵢ for i ≤ step. Every factor is below 1: once the product is lost in rounding, more of them change nothing. */
function momentumProduct(beta1: number, decay: number, step: number): number {
  let product = 1
  for (let i = 1; i <= step && product > 1e-18; i++) product *= momentumAt(beta1, decay, i)
  return product
}

export const nadam = defineOptimizer({
  label: text('Nadam', 'Nadam'),
  doc: text(
    'Adam with Nesterov’s look ahead: m̂ is replaced by μₜ₊₁ m/(1 − Π μ) + (1 − μₜ) g/(1 − Π μ), with a momentum μₜ that grows to β₁.',
    'Adam con la anticipación de Nesterov: m̂ se sustituye por μₜ₊₁ m/(1 − Π μ) + (1 − μₜ) g/(1 − Π μ), con un momento μₜ que crece hasta β₁.',
  ),
  reference: 'Dozat (2016), algorithm 2; lecture 004',
  hyperparameters: {
    ...momentHyperparameters({ learningRate: 0.002 }),
    momentumDecay: float({ label: text('Momentum decay ψ', 'Decaimiento del momento ψ'), default: 0.004, min: 0, doc: text('How fast μₜ = β₁ (1 − ½ · 0.96^(ψ t)) grows.', 'Con qué rapidez crece μₜ = β₁ (1 − ½ · 0,96^(ψ t)).') }),
  },
  slots: ['m', 'v'],
  coefficients({ beta1, beta2, epsilon, momentumDecay }, { step, learningRate }) {
    const next = momentumAt(beta1, momentumDecay, step + 1)
    const product = momentumProduct(beta1, momentumDecay, step)
    const correction2 = Math.sqrt(1 - beta2 ** step)
    const rate = learningRate * correction2
    return [rate * (1 - momentumAt(beta1, momentumDecay, step)) / (1 - product), rate * next / (1 - product * next), beta1, beta2, epsilon * correction2]
  },
  update: (ops, target, { m, v }, coefficients) => ops.nadam(target, m, v, coefficients),
})
