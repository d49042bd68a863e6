import { dot, plus, times } from '../math/vectors.ts'
import { choice } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { advance, descend, firstLength, initialNorm, stay } from './descend.ts'
import { defineFullBatchOptimizer, tolerance } from './full-batch.ts'
import { curvature } from './line-search.ts'

/** β from the new gradient, the old one and the last direction. */
const formulas = {
  polakRibiere: (g: Float64Array, old: Float64Array) => Math.max(0, (dot(g, g) - dot(g, old)) / dot(old, old)),
  fletcherReeves: (g: Float64Array, old: Float64Array) => dot(g, g) / dot(old, old),
  hestenesStiefel: (g: Float64Array, old: Float64Array, s: Float64Array) => (dot(g, g) - dot(g, old)) / (dot(s, g) - dot(s, old)),
}

/** Restarts from steepest descent every n steps, n the number of parameters, and where a direction does not lead down. */
export const conjugateGradients = defineFullBatchOptimizer({
  label: text('Conjugate gradients', 'Gradientes conjugados'),
  doc: text(
    's ← −g + β s, w ← w + η s with η from a line search: directions that do not undo one another. Reaches the minimum of a quadratic in n steps. Needs the full batch.',
    's ← −g + β s, w ← w + η s con η de una búsqueda lineal: direcciones que no se deshacen unas a otras. Llega al mínimo de una cuadrática en n pasos. Necesita el lote completo.',
  ),
  reference: 'Fletcher & Reeves (1964); Polak & Ribière (1969); Hestenes & Stiefel (1952); Haykin, table 4.3; lecture 000',
  precision: 'engine',
  hyperparameters: {
    formula: choice({
      label: text('Formula for β', 'Fórmula de β'),
      default: 'polakRibiere',
      options: { polakRibiere: text('Polak–Ribière+', 'Polak–Ribière+'), fletcherReeves: text('Fletcher–Reeves', 'Fletcher–Reeves'), hestenesStiefel: text('Hestenes–Stiefel', 'Hestenes–Stiefel') },
      doc: text('How much of the last direction is kept; the same for quadratics.', 'Cuánto se conserva de la última dirección; iguales en cuadráticas.'),
    }),
    curvature: curvature(0.1),
    tolerance,
  },
  stateSize: (parameterCount) => parameterCount,
  step(objective, theta, evaluation, state, { formula, curvature: c2, tolerance: epsilon }) {
    const { gradient } = evaluation
    const direction = state['direction'] ?? times(-1, gradient)
    // The first guess gains as much as the last step did.
    const slope = dot(direction, gradient)
    const first = state['reach'] === undefined || slope >= 0 ? firstLength(evaluation) : state['reach'][0] / slope
    const descent = descend(objective, theta, evaluation, direction, { curvature: c2, first })
    if (descent === null) return stay(theta, evaluation, state)
    const { point, direction: followed, restarted } = descent
    const age = (restarted ? 0 : (state['age']?.[0] ?? 0)) + 1
    const beta = age >= objective.size ? 0 : formulas[formula](point.evaluation.gradient, gradient, followed)
    return advance(descent, {
      direction: plus(times(-1, point.evaluation.gradient), Number.isFinite(beta) ? beta : 0, followed),
      reach: Float64Array.of(point.t * dot(followed, gradient)),
      age: Float64Array.of(age >= objective.size ? 0 : age),
      initialNorm: initialNorm(state, evaluation),
    }, epsilon)
  },
})
