import { dot, plus, times } from '../math/vectors.ts'
import { text } from '../schema/text.ts'
import { advance, descend, firstLength, initialNorm, stay } from './descend.ts'
import { defineFullBatchOptimizer, tolerance } from './full-batch.ts'
import { curvature } from './line-search.ts'

const product = (matrix: Float64Array, v: Float64Array): Float64Array => v.map((_, i) => dot(matrix.subarray(i * v.length, (i + 1) * v.length), v))

/** H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ with ρ = 1/(yᵀs); the first H is scaled to the curvature seen. */
function updated(inverse: Float64Array | undefined, s: Float64Array, y: Float64Array): Float64Array {
  const n = s.length
  const sy = dot(s, y)
  const next = inverse === undefined ? identity(n, sy / dot(y, y)) : Float64Array.from(inverse)
  const hy = product(next, y)
  const scale = (1 + dot(y, hy) / sy) / sy
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) next[i * n + j] += scale * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / sy
  }
  return next
}

function identity(n: number, scale: number): Float64Array {
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) matrix[i * n + i] = scale
  return matrix
}

export const bfgs = defineFullBatchOptimizer({
  label: text('BFGS', 'BFGS'),
  doc: text(
    'Quasi-Newton: w ← w − η H g, with H an estimate of the inverse Hessian that learns from every step. n² numbers, for small networks. Needs the full batch.',
    'Cuasi-Newton: w ← w − η H g, con H una estimación de la inversa de la hessiana que aprende de cada paso. n² números, para redes pequeñas. Necesita el lote completo.',
  ),
  reference: 'Broyden, Fletcher, Goldfarb & Shanno (1970); Nocedal & Wright (2006), algorithm 6.1; lecture 000',
  precision: 'engine',
  mostParameters: 3000,
  hyperparameters: { curvature: curvature(0.9), tolerance },
  stateSize: (parameterCount) => parameterCount ** 2,
  step(objective, theta, evaluation, state, { curvature: c2, tolerance: epsilon }) {
    const inverse = state['inverse']
    const direction = times(-1, inverse === undefined ? evaluation.gradient : product(inverse, evaluation.gradient))
    const descent = descend(objective, theta, evaluation, direction, { curvature: c2, first: inverse === undefined ? firstLength(evaluation) : 1 })
    if (descent === null) return stay(theta, evaluation, state)
    const { point, restarted } = descent
    const [s, y] = [plus(point.theta, -1, theta), plus(point.evaluation.gradient, -1, evaluation.gradient)]
    const kept = restarted ? undefined : inverse
    const next = dot(s, y) > 0 ? updated(kept, s, y) : kept
    return advance(descent, { ...(next === undefined ? {} : { inverse: next }), initialNorm: initialNorm(state, evaluation) }, epsilon)
  },
})
