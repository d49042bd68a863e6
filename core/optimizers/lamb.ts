import { text } from '../schema/text.ts'
import { defineOptimizer } from './definition.ts'
import { momentHyperparameters, weightDecay } from './moment-hyperparameters.ts'

/** One trust ratio per tensor, with φ(z) = z; 1 where a norm is 0. */
export const lamb = defineOptimizer({
  label: text('LAMB', 'LAMB'),
  doc: text(
    'AdamW whose step has the length of the weights, tensor by tensor, for very large batches: r = m̂ / (√v̂ + ε) + λ w, w ← w − η ‖w‖/‖r‖ r.',
    'AdamW cuyo paso tiene la longitud de los pesos, tensor a tensor, para lotes muy grandes: r = m̂ / (√v̂ + ε) + λ w, w ← w − η ‖w‖/‖r‖ r.',
  ),
  reference: 'You et al. (2020), algorithm 2',
  hyperparameters: { ...momentHyperparameters({ learningRate: 0.001, epsilon: 1e-6 }), weightDecay: weightDecay(0.01) },
  slots: ['m', 'v'],
  scope: () => 'parameter',
  coefficients({ beta1, beta2, epsilon, weightDecay: decay }, { step, learningRate }) {
    const correction2 = Math.sqrt(1 - beta2 ** step)
    return [learningRate, beta1, beta2, epsilon * correction2, correction2 / (1 - beta1 ** step), decay]
  },
  update(ops, target, { m, v }, coefficients) {
    const direction = ops.create(target.value.shape)
    const [valueNorm, directionNorm] = [ops.create([1]), ops.create([1])]
    ops.lambDirection(target, m, v, direction, coefficients)
    for (const norm of [valueNorm, directionNorm]) ops.fill(norm, 0)
    ops.addSquaredNorm(target.value, 1, valueNorm)
    ops.addSquaredNorm(direction, 1, directionNorm)
    ops.trustStep(target.value, direction, valueNorm, directionNorm, coefficients)
  },
})
