import { activations } from '../activations/registry.ts'
import { initializers } from '../initializers/registry.ts'
import { block, flag, int } from '../schema/hyperparameter.ts'
import { describeValue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { defineLayer, type ParameterDeclaration } from './definition.ts'
import { noisyWeight, weightNoise } from './weight-noise.ts'

/** y = f(x·Wᵀ + b): every unit sees every input. `weight` [units, inputs], `bias` [units]. */
export const dense = defineLayer({
  label: text('Dense', 'Densa'),
  doc: text('Every unit sees every input: y = f(W x + b).', 'Cada unidad ve todas las entradas: y = f(W x + b).'),
  keywords: text('fully connected linear perceptron mlp', 'totalmente conectada lineal perceptrón mlp'),
  reference: 'Lectures 000–004',
  family: 'dense',
  hyperparameters: {
    units: int({ label: text('Units', 'Unidades'), default: 32, min: 1, max: 100_000, scale: 'log', doc: text('Number of outputs.', 'Número de salidas.') }),
    activation: block({ label: text('Activation', 'Activación'), registry: activations, default: 'linear', doc: text('Function applied to each unit’s sum.', 'Función que se aplica a la suma de cada unidad.') }),
    initializer: block({ label: text('Initializer', 'Inicializador'), registry: initializers, default: 'glorotUniform', doc: text('How the weights start.', 'Cómo empiezan los pesos.') }),
    bias: flag({ label: text('Bias', 'Sesgo'), default: true, doc: text('Whether each unit has a trainable constant b.', 'Si cada unidad tiene una constante b entrenable.') }),
    biasInitializer: block({ label: text('Bias initializer', 'Inicializador del sesgo'), registry: initializers, default: 'constant', doc: text('How the biases start.', 'Cómo empiezan los sesgos.') }),
    weightNoise,
  },

  reach: () => 'all',
  outputShape(input, { units }, path, issues) {
    if (input.length === 1) return [units]
    issues.push({
      path,
      expected: text('a flat input', 'una entrada plana'),
      received: describeValue(input),
      fix: text('put a flatten layer before it', 'ponga antes una capa de aplanado'),
    })
    return null
  },

  parameters([inputs], { units, initializer, bias, biasInitializer }) {
    const weight: ParameterDeclaration = { name: 'weight', shape: [units, inputs], fanIn: inputs, fanOut: units, initializer, penalized: true }
    return bias ? [weight, { ...weight, name: 'bias', shape: [units], initializer: biasInitializer, penalized: false }] : [weight]
  },

  multiplyAdds: ([inputs], { units }) => inputs * units,

  forward(x, context) {
    const { ops, hyperparameters: { units, activation }, parameters: { weight, bias }, needsInputGradient } = context
    const used = noisyWeight(weight, context.hyperparameters.weightNoise, context)
    const z = ops.create([x.shape[0], units])
    ops.linear(x, used, bias?.value ?? null, z)
    const activated = activation.definition.apply(ops, z, activation.hyperparameters)
    return {
      y: activated.y,
      backward(dy) {
        const dz = activated.backward(dy)
        ops.matmul(dz, x, weight.gradient, { transposeA: true, accumulate: weight.claimGradient() })
        if (bias !== undefined) ops.columnSums(dz, bias.gradient, bias.claimGradient())
        if (!needsInputGradient) return null
        const dx = ops.create(x.shape)
        ops.matmul(dz, used, dx)
        return dx
      },
    }
  },
})
