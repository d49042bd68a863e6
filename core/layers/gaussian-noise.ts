import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'

export const gaussianNoise = defineLayer({
  label: text('Gaussian noise', 'Ruido gaussiano'),
  doc: text('y = x + σ·n with n normal, drawn anew in every training step; does nothing at inference.', 'y = x + σ·n con n normal, sorteado de nuevo en cada paso de entrenamiento; en inferencia no hace nada.'),
  keywords: text('regularization denoising', 'regularización ruido'),
  reference: 'Lectures 000, 001; Bishop (1995), Training with noise is equivalent to Tikhonov regularization',
  family: 'regularization',
  hyperparameters: {
    standardDeviation: float({ live: true, label: text('Standard deviation σ', 'Desviación típica σ'), default: 0.1, min: 0, doc: text('Size of the noise.', 'Tamaño del ruido.') }),
  },
  outputShape: (input) => input,
  parameters: () => [],
  multiplyAdds: () => 0,
  forward(x, { ops, hyperparameters: { standardDeviation }, training, seed, stream }) {
    if (!training || standardDeviation === 0) return { y: x, backward: (dy) => dy }
    const y = ops.create(x.shape)
    ops.normalNoise(y, standardDeviation, seed, stream)
    ops.add(x, y, y)
    return { y, backward: (dy) => dy }
  },
})
