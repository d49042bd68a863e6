import { activations } from '../activations/registry.ts'
import { block } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'

/** An activation as a layer of its own; any input shape. */
export const activation = defineLayer({
  label: text('Activation', 'Activación'),
  doc: text('Applies a function to every value.', 'Aplica una función a cada valor.'),
  keywords: text('relu tanh logistic sigmoid softmax', 'relu tanh logística sigmoide softmax'),
  reference: 'Lecture 000',
  family: 'activation',
  hyperparameters: {
    function: block({ label: text('Function', 'Función'), registry: activations, default: 'relu', doc: text('The function.', 'La función.') }),
  },
  outputShape: (input) => input,
  parameters: () => [],
  multiplyAdds: () => 0,
  forward(x, { ops, hyperparameters, needsInputGradient }) {
    const z = ops.create(x.shape)
    ops.copy(x, z)
    const activated = hyperparameters.function.definition.apply(ops, z, hyperparameters.function.hyperparameters)
    return { y: activated.y, backward: (dy) => (needsInputGradient ? activated.backward(dy) : null) }
  },
})
