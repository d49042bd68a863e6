import { defineOptimizer } from '../optimizers/definition.ts'
import type { Tensor } from '../ops/tensor.ts'
import { streamNumber } from '../math/random.ts'
import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { chainHyperparameters, defineChain } from './definition.ts'

/** Where the noise's coefficients stand behind those of the drift. */
const NOISE_AT = 4

export const stochasticGradientLangevin = defineChain({
  label: text('Bayesian averaging by Langevin dynamics (SGLD)', 'Promedio bayesiano por dinámica de Langevin (SGLD)'),
  doc: text(
    'θ ← θ − ε/2 (N g + λ θ) + √ε ξ with ξ normal and g the gradient of a batch: steps of gradient descent with as much noise as lets the weights visit their posterior distribution. The schedule acts on ε; steps that do not fall leave a small bias.',
    'θ ← θ − ε/2 (N g + λ θ) + √ε ξ con ξ normal y g el gradiente de un lote: pasos de descenso con el ruido justo para que los pesos recorran su distribución a posteriori. El plan actúa sobre ε; si los pasos no bajan queda un pequeño sesgo.',
  ),
  reference: 'Welling & Teh (2011), Bayesian learning via stochastic gradient Langevin dynamics; lecture 000 (Bayesian fitting)',
  hyperparameters: {
    stepSize: float({ label: text('Step size ε', 'Tamaño de paso ε'), default: 0.0001, above: 0, max: 10, scale: 'log', doc: text('Small beside 1/(N × curvature): about twice the learning rate of plain gradient descent, divided by the number of training samples.', 'Pequeño frente a 1/(N × curvatura): cerca del doble de la tasa de aprendizaje del descenso simple, dividida por el número de muestras de entrenamiento.') }),
    ...chainHyperparameters({ burnIn: 50, thinning: 1, kept: 50 }),
  },
  length: (hyperparameters) => hyperparameters,
  noisePrecision: (hyperparameters) => hyperparameters.noisePrecision,
  sampler: ({ stepSize, priorPrecision }, { seed, likelihoodScale }) => defineOptimizer({
    label: text('Langevin dynamics', 'Dinámica de Langevin'),
    doc: text('Gradient descent with noise.', 'Descenso por el gradiente con ruido.'),
    hyperparameters: { learningRate: float({ label: text('Step size ε', 'Tamaño de paso ε'), default: stepSize, above: 0, doc: text('Before the schedule changes it.', 'Antes de que el plan lo cambie.') }) },
    slots: [],
    // Each parameter draws from a stream of its own, and the gaps between them stay zero.
    scope: () => 'parameter',
    coefficients(_, { learningRate: epsilon }) {
      const drift = [(epsilon / 2) * likelihoodScale, (epsilon / 2) * priorPrecision, 0, 0]
      return [...drift, -Math.sqrt(epsilon), 0]
    },
    update(ops, { value, gradient, stream = 0 }, _slots, coefficients) {
      const noise = ops.create(value.shape)
      const noiseCoefficients: Tensor = { shape: [2], data: coefficients.data.subarray(NOISE_AT, NOISE_AT + 2) }
      ops.normalNoise(noise, 1, seed, streamNumber(`langevin/${stream}`))
      ops.sgd({ value, gradient }, coefficients)
      ops.sgd({ value, gradient: noise }, noiseCoefficients)
    },
  }),
})
