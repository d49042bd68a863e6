import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const softmax = defineActivation({
  label: text('Softmax', 'Softmax'),
  doc: text(
    'y_i = e^(z_i/T) / Σ_j e^(z_j/T): positive outputs that add up to 1. Not before a cross-entropy loss, which applies it itself.',
    'y_i = e^(z_i/T) / Σ_j e^(z_j/T): salidas positivas que suman 1. No antes de una entropía cruzada, que ya la aplica.',
  ),
  reference: 'Lectures 000 (appendix), 002; temperature: Hinton, Vinyals & Dean (2015)',
  hyperparameters: {
    temperature: float({ label: text('Temperature T', 'Temperatura T'), default: 1, above: 0, scale: 'log', doc: text('Above 1 the outputs come closer together, below 1 they move apart.', 'Por encima de 1 las salidas se igualan; por debajo se separan.') }),
  },
  elementwise: false,
  value: () => null,
  apply(ops, x, { temperature }) {
    if (temperature !== 1) ops.scale(1 / temperature, x, x)
    ops.softmax(x, x)
    return {
      y: x,
      backward(dy) {
        ops.softmaxBackward(x, dy, dy)
        if (temperature !== 1) ops.scale(1 / temperature, dy, dy)
        return dy
      },
    }
  },
})
