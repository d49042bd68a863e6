import { activations } from '../activations/registry.ts'
import type { Activated } from '../activations/definition.ts'
import type { Tensor } from '../ops/tensor.ts'
import { block } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'
import { initializer, recurrentInitializer, recurrentMultiplyAdds, recurrentParameters, recurrentShape, returns, runCell, units, type Cell } from './recurrent.ts'

function simpleCell(apply: (z: Tensor) => Activated): Cell {
  return {
    gates: 1,
    remembers: false,
    step(ops, [input], [hidden]) {
      ops.add(input, hidden, hidden)
      const { y, backward } = apply(hidden)
      return {
        state: { h: y, c: null },
        backward(dh) {
          const gates = [backward(dh)]
          return { input: gates, hidden: gates, h: null, c: null }
        },
      }
    },
  }
}

export const simpleRecurrent = defineLayer({
  label: text('Simple recurrent', 'Recurrente simple'),
  doc: text('h_t = f(W x_t + U h_(t−1) + b) along a sequence (Elman), learned by back-propagation through time.', 'h_t = f(W x_t + U h_(t−1) + b) a lo largo de una secuencia (Elman), aprendida por retropropagación en el tiempo.'),
  keywords: text('rnn elman sequence', 'rnn elman secuencia'),
  reference: 'Elman (1990); lecture 000',
  family: 'recurrent',
  hyperparameters: {
    units,
    activation: block({ label: text('Activation', 'Activación'), registry: activations, default: 'tanh', doc: text('Function applied to each sum.', 'Función que se aplica a cada suma.') }),
    returns,
    initializer,
    recurrentInitializer,
  },
  reach: () => 'all',
  outputShape: recurrentShape,
  parameters: (input, hyperparameters) => recurrentParameters(input, 1, hyperparameters),
  multiplyAdds: (input, hyperparameters) => recurrentMultiplyAdds(input, 1, hyperparameters.units),
  forward(x, context) {
    const { ops, hyperparameters: { activation, units: size, returns: output } } = context
    return runCell(simpleCell((z) => activation.definition.apply(ops, z, activation.hyperparameters)), x, context, size, output)
  },
})
