import { axesForShare, whiteningScales } from '../math/covariance-axes.ts'
import { plainProducts } from '../math/matrix-products.ts'
import { sizeOf } from '../math/shape.ts'
import { flag, float, int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineTransform } from './definition.ts'
import { checkFeatures, epsilon, trainingAxes } from './whitening.ts'

export const pca = defineTransform({
  label: text('Principal components', 'Componentes principales'),
  doc: text(
    'Replaces the features by their projections on the axes along which they vary most, $z_k = v_k^T (x - μ)$, which are not correlated with each other. Whitening divides each by the square root of its eigenvalue, $z_k/\\sqrt{λ_k + ε}$: an elliptic error surface becomes round, and the gradient points at the minimum.',
    'Sustituye las variables por sus proyecciones sobre los ejes en que más varían, $z_k = v_k^T (x - μ)$, sin correlación entre sí. El blanqueado divide cada una por la raíz cuadrada de su eigenvalue, $z_k/\\sqrt{λ_k + ε}$: la superficie de error elíptica se vuelve circular y el gradiente apunta al mínimo.',
  ),
  reference: 'Lecture 000 (principal component analysis); Jolliffe (2002), "Principal Component Analysis"',
  hyperparameters: {
    components: int({ default: 0, min: 0, max: 4096, label: text('Components', 'Componentes'), doc: text('How many are kept; 0 keeps all.', 'Cuántos se conservan; 0 los conserva todos.') }),
    share: float({
      default: 1, above: 0, max: 1,
      label: text('Variance', 'Varianza'),
      doc: text('Of the kept components, those that are not needed for this share of the variance become 0; the network keeps its width.', 'De los componentes conservados, los que no hacen falta para esta fracción de la varianza pasan a 0; la red conserva su anchura.'),
    }),
    whiten: flag({ default: false, label: text('Whiten', 'Blanquear'), doc: text('Gives every component variance 1.', 'Da varianza 1 a cada componente.') }),
    epsilon,
  },
  check({ components }, context, path) {
    const features = sizeOf(context.shape)
    const tooMany = components <= features ? [] : [{ path: `${path}.components`, expected: text(`at most ${features}, as many as there are features`, `como mucho ${features}, tantos como variables hay`), received: String(components) }]
    return [...tooMany, ...checkFeatures(context, path)]
  },
  outputShape: (input, { components }) => [components === 0 ? sizeOf(input) : components],
  fit(training, { components, share, whiten, epsilon: least }, products) {
    const { mean, values, vectors } = trainingAxes(training, products)
    const kept = components === 0 ? mean.length : components
    const needed = axesForShare(values, share)
    const scales = whiten ? whiteningScales(values, least) : null
    const matrix = vectors.slice(0, kept * mean.length)
    for (let i = 0; i < matrix.length; i++) {
      const axis = Math.floor(i / mean.length)
      if (axis >= needed) matrix[i] = 0
      else if (scales !== null) matrix[i] *= scales[axis]
    }
    return { mean, components: matrix, variances: values }
  },
  apply({ sampleCount, data }, { mean, components }, _, products = plainProducts) {
    return { sampleCount, shape: [components.length / mean.length], data: products.project(data, mean, components) }
  },
})
