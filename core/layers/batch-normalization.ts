import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'
import { affine, epsilon, scaleAndShift, scaleGradients, scaleOf } from './scale-and-shift.ts'

/**
 * y = γ(x − μ)/√(σ² + ε) + β per channel (axis 0 of a sample; a flat input's every feature). In training μ and σ² are the batch's, over samples
 * and pixels; at inference, and where the layer is frozen, the running ones. Names and conventions are PyTorch's: running_var follows the
 * unbiased variance. A batch with a single value per channel leaves the running statistics as they are.
 */
export const batchNormalization = defineLayer({
  label: text('Batch normalization', 'Normalización por lotes'),
  doc: text(
    'y = γ(x − μ)/√(σ² + ε) + β for each channel: with the batch’s mean and variance in training, with their running averages at inference.',
    'y = γ(x − μ)/√(σ² + ε) + β por canal: con la media y la varianza del lote al entrenar, con sus medias móviles en inferencia.',
  ),
  keywords: text('batchnorm bn covariate shift', 'batchnorm bn'),
  reference: 'Ioffe & Szegedy (2015), algorithms 1 and 2; lecture 001',
  family: 'normalization',
  hyperparameters: {
    momentum: float({ label: text('Momentum', 'Momento'), default: 0.1, above: 0, max: 1, doc: text('How far each batch moves the running averages.', 'Cuánto mueve cada lote las medias móviles.') }),
    epsilon,
    affine,
  },
  outputShape: (input) => input,
  parameters: ([channels], hyperparameters) => scaleAndShift([channels], hyperparameters.affine),
  buffers: ([channels]) => [{ name: 'running_mean', shape: [channels], initial: 0 }, { name: 'running_var', shape: [channels], initial: 1 }],
  multiplyAdds: () => 0,
  forward(x, { ops, hyperparameters, parameters, buffers, training, frozen, needsInputGradient }) {
    const { momentum, epsilon: added } = hyperparameters
    const running = { mean: buffers['running_mean'], variance: buffers['running_var'], momentum }
    const fixed = !training || frozen
    const moments = { mean: fixed ? running.mean : ops.create(running.mean.shape), inverse: ops.create(running.mean.shape) }
    if (fixed) ops.inverseDeviation(running.variance, added, moments.inverse)
    else ops.batchMoments(x, added, moments, running)
    const y = ops.create(x.shape)
    const scale = scaleOf(parameters, moments)
    ops.normalizeChannels(x, scale, y)
    return {
      y,
      backward(dy) {
        ops.normalizeChannelsBackward(x, scale, dy, { x: needsInputGradient ? dy : null, ...scaleGradients(parameters), fixed })
        return needsInputGradient ? dy : null
      },
    }
  },
})
