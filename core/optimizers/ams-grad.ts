import { text } from '../schema/text.ts'
import { defineOptimizer } from './definition.ts'
import { adamCoefficients, momentHyperparameters } from './moment-hyperparameters.ts'

export const amsGrad = defineOptimizer({
  label: text('AMSGrad', 'AMSGrad'),
  doc: text(
    'Adam whose denominator never shrinks: w ← w − η m̂ / (√max(v₁ … vₜ) + ε), which mends a case where Adam does not converge.',
    'Adam cuyo denominador nunca disminuye: w ← w − η m̂ / (√max(v₁ … vₜ) + ε), lo que remedia un caso en que Adam no converge.',
  ),
  reference: 'Reddi, Kale & Kumar (2018), algorithm 2, with Adam’s bias corrections as in PyTorch; lecture 004',
  hyperparameters: momentHyperparameters({ learningRate: 0.001 }),
  slots: ['m', 'v', 'greatest'],
  coefficients: (hyperparameters, { step, learningRate }) => adamCoefficients(hyperparameters, step, learningRate),
  update: (ops, target, { m, v, greatest }, coefficients) => ops.amsgrad(target, m, v, greatest, coefficients),
})
