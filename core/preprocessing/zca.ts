import { whiteningScales } from '../math/covariance-axes.ts'
import { plainProducts } from '../math/matrix-products.ts'
import { text } from '../schema/text.ts'
import { defineTransform } from './definition.ts'
import { checkFeatures, epsilon, trainingAxes } from './whitening.ts'

export const zca = defineTransform({
  label: text('ZCA whitening', 'Blanqueado ZCA'),
  doc: text(
    'Whitens and turns back: features without correlation and of variance 1 that stay as close as they can to what they were, $W (x - μ)$ with $W = V (Λ + ε)^{-1/2} V^T$. Images remain images.',
    'Blanquea y gira de vuelta: variables sin correlación y de varianza 1, lo más parecidas posible a las originales, $W (x - μ)$ con $W = V (Λ + ε)^{-1/2} V^T$. Las imágenes siguen siéndolo.',
  ),
  reference: 'Bell & Sejnowski (1997), "The independent components of natural scenes are edge filters"',
  hyperparameters: { epsilon },
  check: (_, context, path) => checkFeatures(context, path),
  outputShape: (input) => input,
  fit(training, { epsilon: least }, products) {
    const { mean, values, vectors } = trainingAxes(training, products)
    const n = mean.length
    const matrix = new Float64Array(n * n)
    whiteningScales(values, least).forEach((scale, k) => {
      const axis = vectors.subarray(k * n, (k + 1) * n)
      for (let i = 0; i < n; i++) {
        const factor = scale * axis[i]
        if (factor === 0) continue
        for (let j = 0; j < n; j++) matrix[i * n + j] += factor * axis[j]
      }
    })
    return { mean, matrix }
  },
  apply: ({ sampleCount, shape, data }, { mean, matrix }, _, products = plainProducts) => ({ sampleCount, shape, data: products.project(data, mean, matrix) }),
})
