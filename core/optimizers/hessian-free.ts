import { dot, plus, times } from '../math/vectors.ts'
import { float, int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { advance, descend, initialNorm, stay } from './descend.ts'
import { defineFullBatchOptimizer, tolerance } from './full-batch.ts'

/** Minimises q(x) = ½ xᵀ A x + gᵀ x from `start`; ends when the last tenth of the steps gained little (Martens 2010, section 4.4). */
function conjugateGradients(product: (v: Float64Array) => Float64Array, gradient: Float64Array, start: Float64Array, mostSteps: number): Float64Array {
  let x = start
  let residual = plus(product(x), 1, gradient)
  let direction = times(-1, residual)
  const values: number[] = []
  for (let i = 1; i <= mostSteps; i++) {
    const squared = dot(residual, residual)
    const image = product(direction)
    const bend = dot(direction, image)
    if (!(bend > 0) || squared === 0) break
    const alpha = squared / bend
    x = plus(x, alpha, direction)
    residual = plus(residual, alpha, image)
    direction = plus(times(-1, residual), dot(residual, residual) / squared, direction)
    values.push(0.5 * (dot(x, residual) + dot(x, gradient)))
    const window = Math.max(10, Math.ceil(0.1 * i))
    const before = values[i - 1 - window]
    if (before !== undefined && values[i - 1] < 0 && (values[i - 1] - before) / values[i - 1] < 0.0005 * window) break
  }
  return x
}

export const hessianFree = defineFullBatchOptimizer({
  label: text('Hessian-free', 'Hessian-free'),
  doc: text(
    'Newton without the Hessian: conjugate gradients solve (G + λ I) d = −g from products G v alone, G the Gauss–Newton matrix; λ adapts to how well the quadratic predicts. Needs the full batch.',
    'Newton sin la hessiana: los gradientes conjugados resuelven (G + λ I) d = −g solo con productos G v, con G la matriz de Gauss–Newton; λ se adapta a lo bien que predice la cuadrática. Necesita el lote completo.',
  ),
  reference: 'Martens (2010), with products from differences along v instead of the R-operator; lecture 000',
  precision: 'engine',
  hyperparameters: {
    damping: float({ label: text('First damping λ', 'Primer amortiguamiento λ'), default: 1, above: 0, scale: 'log', doc: text('Large keeps steps short, small trusts the quadratic.', 'Grande mantiene cortos los pasos; pequeño se fía de la cuadrática.') }),
    mostSteps: int({ label: text('Most inner steps', 'Máximo de pasos internos'), default: 100, min: 1, max: 10_000, doc: text('Steps of conjugate gradients per outer step.', 'Pasos de gradientes conjugados por paso externo.') }),
    tolerance,
  },
  stateSize: (parameterCount) => parameterCount,
  step(objective, theta, evaluation, state, { damping, mostSteps, tolerance: epsilon }) {
    const lambda = state['damping']?.[0] ?? damping
    const { gradient } = evaluation
    const product = (v: Float64Array): Float64Array => plus(objective.gaussNewtonProduct(theta, v), lambda, v)
    const start = state['direction'] === undefined ? new Float64Array(theta.length) : times(0.95, state['direction'])
    const direction = conjugateGradients(product, gradient, start, mostSteps)
    const descent = descend(objective, theta, evaluation, direction, { curvature: 0.9, first: 1 })
    if (descent === null) return stay(theta, evaluation, state)
    // What the quadratic promised for the whole step, without the damping, against what came.
    const moved = times(descent.point.t, descent.direction)
    const promised = dot(gradient, moved) + 0.5 * dot(moved, objective.gaussNewtonProduct(theta, moved))
    const ratio = (descent.point.evaluation.loss - evaluation.loss) / promised
    const next = lambda * (descent.restarted || ratio < 0.25 ? 3 / 2 : ratio > 0.75 ? 2 / 3 : 1)
    return advance(descent, { direction, damping: Float64Array.of(next), initialNorm: initialNorm(state, evaluation) }, epsilon)
  },
})
