import { sizeOf } from '../math/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'

export const spatialDropout = defineLayer({
  label: text('Spatial dropout', 'Dropout espacial'),
  doc: text(
    'Switches whole channels off with probability p while training and divides the others by 1 − p: neighbouring pixels are too alike to be switched off one by one.',
    'Apaga canales enteros con probabilidad p al entrenar y divide los demás por 1 − p: los píxeles vecinos se parecen demasiado para apagarlos de uno en uno.',
  ),
  keywords: text('dropout2d channel regularization', 'dropout2d canal regularización'),
  reference: 'Tompson, Goroshin, Jain, LeCun & Bregler (2015)',
  family: 'regularization',
  samplesPredictions: true,
  hyperparameters: {
    rate: float({ live: true, label: text('Rate p', 'Tasa p'), default: 0.2, min: 0, below: 1, doc: text('Probability of switching a channel off.', 'Probabilidad de apagar un canal.') }),
  },
  outputShape: (input) => input,
  parameters: () => [],
  multiplyAdds: () => 0,
  forward(x, { ops, hyperparameters: { rate }, training, needsInputGradient, seed, stream }) {
    if (!training || rate === 0) return { y: x, backward: (dy) => dy }
    const [samples, channels, ...size] = x.shape
    const mask = ops.create([samples * channels])
    const y = ops.create(x.shape)
    // Every channel of every sample is scaled by a number of its own.
    const planes = ({ data }: Tensor): Tensor => ({ shape: [1, samples * channels, sizeOf(size)], data })
    const scale = { moments: null, weight: mask, bias: null }
    ops.dropoutMask(mask, 1 - rate, seed, stream)
    ops.normalizeChannels(planes(x), scale, planes(y))
    return {
      y,
      backward(dy) {
        if (!needsInputGradient) return null
        ops.normalizeChannels(planes(dy), scale, planes(dy))
        return dy
      },
    }
  },
})
