import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'

/** The gradient is the logistic function's, as if the drawn bit were its probability: an estimate that differences of the loss do not confirm. */
export const stochasticBinary = defineLayer({
  label: text('Stochastic binary units', 'Unidades binarias estocásticas'),
  doc: text(
    'In training 1 with probability σ(z), else 0; at inference σ(z). Backwards it counts as σ(z) (straight-through), because a bit has no gradient.',
    'Al entrenar, 1 con probabilidad σ(z), si no 0; en inferencia σ(z). Hacia atrás cuenta como σ(z) (estimador directo), porque un bit no tiene gradiente.',
  ),
  keywords: text('bernoulli straight-through noise activities', 'bernoulli ruido actividades'),
  reference: 'Lecture 000; Bengio, Léonard & Courville (2013)',
  family: 'activation',
  hyperparameters: {},
  outputShape: (input) => input,
  parameters: () => [],
  multiplyAdds: () => 0,
  forward(x, { ops, training, needsInputGradient, seed, stream }) {
    const probability = ops.create(x.shape)
    ops.unary('logistic', x, probability)
    const y = training ? ops.create(x.shape) : probability
    if (training) {
      // 1 where p − u ≥ 0, u uniform.
      const drawn = ops.create(x.shape)
      ops.uniformNoise(drawn, seed, stream)
      ops.copy(probability, y)
      ops.addScaled(-1, drawn, y)
      ops.unary('step', y, y)
    }
    return {
      y,
      backward(dy) {
        if (!needsInputGradient) return null
        ops.unaryBackward('logistic', probability, dy, dy)
        return dy
      },
    }
  },
})
