import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'

/** Inverted dropout: kept values are divided by the keep probability while training, so inference needs no rescaling. */
export const dropout = defineLayer({
  label: text('Dropout', 'Dropout'),
  doc: text(
    'Switches each value off with probability p while training and divides the others by 1 − p; does nothing at inference.',
    'Apaga cada valor con probabilidad p al entrenar y divide los demás por 1 − p; en inferencia no hace nada.',
  ),
  keywords: text('regularization overfitting', 'regularización sobreaprendizaje'),
  reference: 'Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov (2014); lectures 000, 001',
  family: 'regularization',
  samplesPredictions: true,
  hyperparameters: {
    rate: float({ live: true, label: text('Rate p', 'Tasa p'), default: 0.5, min: 0, below: 1, doc: text('Probability of switching a value off; 0.5 is usual for hidden units, 0.2 for inputs.', 'Probabilidad de apagar un valor; lo usual es 0,5 en unidades ocultas y 0,2 en entradas.') }),
  },
  outputShape: (input) => input,
  parameters: () => [],
  multiplyAdds: () => 0,
  forward(x, { ops, hyperparameters: { rate }, training, needsInputGradient, seed, stream }) {
    if (!training || rate === 0) return { y: x, backward: (dy) => dy }
    const mask = ops.create(x.shape)
    const y = ops.create(x.shape)
    ops.dropoutMask(mask, 1 - rate, seed, stream)
    ops.multiply(x, mask, y)
    return {
      y,
      backward(dy) {
        if (!needsInputGradient) return null
        ops.multiply(dy, mask, dy)
        return dy
      },
    }
  },
})
