import { solvePositiveDefinite } from '../math/cholesky.ts'
import { norm, plus, times } from '../math/vectors.ts'
import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { initialNorm, stay } from './descend.ts'
import { defineFullBatchOptimizer, tolerance } from './full-batch.ts'

/** λ beyond which steps are lost in rounding. */
const MOST_DAMPING = 1e12

export const levenbergMarquardt = defineFullBatchOptimizer({
  label: text('Levenberg–Marquardt', 'Levenberg–Marquardt'),
  doc: text(
    'w ← w − (G + λ I)⁻¹ g with G = 2/N Jᵀ J of a squared error; λ shrinks after a step that helps and grows until one does. For small networks; needs the full batch.',
    'w ← w − (G + λ I)⁻¹ g con G = 2/N Jᵀ J de un error cuadrático; λ baja tras un paso que ayuda y crece hasta que uno lo hace. Para redes pequeñas; necesita el lote completo.',
  ),
  reference: 'Marquardt (1963); Hagan & Menhaj (1994); lecture 000 (second-order techniques)',
  precision: 'float64',
  mostParameters: 1000,
  loss: 'meanSquaredError',
  hyperparameters: {
    damping: float({ label: text('First damping λ', 'Primer amortiguamiento λ'), default: 0.001, above: 0, scale: 'log', doc: text('Large is gradient descent, small is Gauss–Newton.', 'Grande es descenso por el gradiente; pequeño, Gauss–Newton.') }),
    increase: float({ label: text('Increase', 'Aumento'), default: 10, above: 1, doc: text('Factor of λ after a step that does not help.', 'Factor de λ tras un paso que no ayuda.') }),
    decrease: float({ label: text('Decrease', 'Reducción'), default: 0.1, above: 0, below: 1, doc: text('Factor of λ after a step that helps.', 'Factor de λ tras un paso que ayuda.') }),
    tolerance,
  },
  stateSize: (parameterCount) => parameterCount ** 2,
  step(objective, theta, evaluation, state, { damping, increase, decrease, tolerance: epsilon }) {
    const matrix = objective.gaussNewtonMatrix(theta)
    for (let lambda = state['damping']?.[0] ?? damping; lambda < MOST_DAMPING; lambda *= increase) {
      const step = solvePositiveDefinite(matrix, lambda, times(-1, evaluation.gradient))
      if (step === null) continue
      const moved = plus(theta, 1, step)
      const next = objective.evaluate(moved)
      if (!(next.loss < evaluation.loss)) continue
      const scale = initialNorm(state, evaluation)
      // Not below what rounding would add anyway.
      const kept = Math.max(lambda * decrease, 1e-15)
      return { theta: moved, evaluation: next, state: { damping: Float64Array.of(kept), initialNorm: scale }, stepLength: 1, converged: norm(next.gradient) <= epsilon * scale[0] }
    }
    return stay(theta, evaluation, state)
  },
})
