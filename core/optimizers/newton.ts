import { solvePositiveDefinite } from '../math/cholesky.ts'
import { times } from '../math/vectors.ts'
import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { advance, descend, initialNorm, stay } from './descend.ts'
import { defineFullBatchOptimizer, tolerance, type Objective } from './full-batch.ts'
import { curvature } from './line-search.ts'

/** Central differences of the gradient, made symmetric; [n, n]. */
function hessian(objective: Objective, theta: Float64Array): Float64Array {
  const n = theta.length
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    const step = Math.cbrt(objective.roundoff) * Math.max(1, Math.abs(theta[i]))
    const [above, below] = [step, -step].map((change) => {
      const moved = Float64Array.from(theta)
      moved[i] += change
      return { at: moved, gradient: objective.evaluate(moved).gradient }
    })
    const width = above.at[i] - below.at[i]
    for (let j = 0; j < n; j++) {
      const half = (above.gradient[j] - below.gradient[j]) / (2 * width)
      matrix[i * n + j] += half
      matrix[j * n + i] += half
    }
  }
  return matrix
}

export const newton = defineFullBatchOptimizer({
  label: text('Newton (damped)', 'Newton (amortiguado)'),
  doc: text(
    'w ← w − η (H + λ I)⁻¹ g with the Hessian H; λ grows until H + λ I is positive definite. One step for a quadratic. For small networks; needs the full batch.',
    'w ← w − η (H + λ I)⁻¹ g con la hessiana H; λ crece hasta que H + λ I es definida positiva. Un paso en una cuadrática. Para redes pequeñas; necesita el lote completo.',
  ),
  reference: 'Nocedal & Wright (2006), algorithm 3.3; lecture 000',
  precision: 'float64',
  mostParameters: 500,
  hyperparameters: {
    damping: float({ label: text('Least damping λ', 'Amortiguamiento mínimo λ'), default: 0, min: 0, scale: 'log', doc: text('Added to the diagonal of the Hessian, at least.', 'Se suma a la diagonal de la hessiana, como mínimo.') }),
    curvature: curvature(0.9),
    tolerance,
  },
  stateSize: (parameterCount) => parameterCount ** 2,
  step(objective, theta, evaluation, state, { damping, curvature: c2, tolerance: epsilon }) {
    const matrix = hessian(objective, theta)
    const largest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE)
    let direction: Float64Array | null = null
    for (let lambda = damping; direction === null && lambda < 1e6 * largest; lambda = Math.max(10 * lambda, 1e-6 * largest)) {
      direction = solvePositiveDefinite(matrix, lambda, times(-1, evaluation.gradient))
    }
    const descent = descend(objective, theta, evaluation, direction ?? times(-1, evaluation.gradient), { curvature: c2, first: 1 })
    return descent === null ? stay(theta, evaluation, state) : advance(descent, { initialNorm: initialNorm(state, evaluation) }, epsilon)
  },
})
