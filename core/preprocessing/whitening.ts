import { covarianceAxes, type CovarianceAxes } from '../math/covariance-axes.ts'
import type { MatrixProducts } from '../math/matrix-products.ts'
import { formatShape, sizeOf } from '../math/shape.ts'
import { formatCount } from '../schema/count-text.ts'
import { float } from '../schema/hyperparameter.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { SampleArray, TransformContext } from './definition.ts'

/** The covariance of more would not fit in memory beside the samples. */
const MOST_FEATURES = 4096

export const epsilon = float({
  default: 1e-5, min: 0, scale: 'log',
  label: text('Epsilon', 'Épsilon'),
  doc: text('Added to every variance before its square root is taken, $1/\\sqrt{λ + ε}$, so that directions of noise are not blown up.', 'Se suma a cada varianza antes de la raíz, $1/\\sqrt{λ + ε}$, para no amplificar las direcciones de ruido.'),
})

/** Too many features for a covariance. */
export function checkFeatures({ shape }: TransformContext, path: string): readonly Issue[] {
  if (sizeOf(shape) <= MOST_FEATURES) return []
  return [{
    path,
    expected: text(`at most ${formatCount(MOST_FEATURES)} features`, `como mucho ${formatCount(MOST_FEATURES, 'es')} variables`),
    received: `${formatShape(shape)} = ${formatCount(sizeOf(shape))}`,
    fix: text('use standardize, or import smaller images', 'use standardize, o importe imágenes más pequeñas'),
  }]
}

/** The axes of the training part; throws SpecError where a value is missing. */
export function trainingAxes({ data, shape }: SampleArray, products: MatrixProducts | undefined): CovarianceAxes {
  if (!data.every(Number.isFinite)) {
    throw new SpecError([{
      path: 'preprocessing',
      expected: text('a number in every sample before its principal components are found', 'un número en cada muestra antes de hallar sus componentes principales'),
      received: 'missing values',
      fix: text('put { "kind": "impute" } first in "preprocessing"', 'ponga { "kind": "impute" } al principio de "preprocessing"'),
    }])
  }
  return covarianceAxes(data, sizeOf(shape), products)
}
