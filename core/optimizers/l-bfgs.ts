import { dot, plus, times } from '../math/vectors.ts'
import { int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { advance, descend, firstLength, initialNorm, stay } from './descend.ts'
import { defineFullBatchOptimizer, tolerance, type MinimizerState } from './full-batch.ts'
import { curvature } from './line-search.ts'

/** A step and the change of the gradient along it. */
interface Pair { readonly s: Float64Array; readonly y: Float64Array }

/** The pairs of a state, oldest first. */
function pairsOf(state: MinimizerState): Pair[] {
  const pairs: Pair[] = []
  for (let i = 0; state[`s${i}`] !== undefined; i++) pairs.push({ s: state[`s${i}`], y: state[`y${i}`] })
  return pairs
}

/** −H·g with the inverse Hessian that the pairs imply (Nocedal & Wright 2006, algorithm 7.4). */
function direction(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const last = pairs.at(-1)
  let q: Float64Array = times(-1, gradient)
  if (last === undefined) return q
  const alphas: number[] = []
  for (const { s, y } of pairs.toReversed()) {
    const alpha = dot(s, q) / dot(s, y)
    alphas.push(alpha)
    q = plus(q, -alpha, y)
  }
  q = times(dot(last.s, last.y) / dot(last.y, last.y), q)
  for (const { s, y } of pairs) q = plus(q, alphas.pop()! - dot(y, q) / dot(s, y), s)
  return q
}

export const lBfgs = defineFullBatchOptimizer({
  label: text('L-BFGS', 'L-BFGS'),
  doc: text(
    'BFGS with the inverse Hessian kept as the last m steps and gradient changes: w ← w − η H g. Usually the best choice for small data. Needs the full batch.',
    'BFGS con la inversa de la hessiana guardada como los últimos m pasos y cambios de gradiente: w ← w − η H g. Suele ser lo mejor con pocos datos. Necesita el lote completo.',
  ),
  reference: 'Nocedal (1980); Liu & Nocedal (1989); lecture 000',
  precision: 'engine',
  hyperparameters: {
    memory: int({ label: text('Memory m', 'Memoria m'), default: 10, min: 1, max: 100, unit: text('steps', 'pasos'), doc: text('How many steps are remembered.', 'Cuántos pasos se recuerdan.') }),
    curvature: curvature(0.9),
    tolerance,
  },
  stateSize: (parameterCount, { memory }) => 2 * memory * parameterCount,
  step(objective, theta, evaluation, state, { memory, curvature: c2, tolerance: epsilon }) {
    const pairs = pairsOf(state)
    const first = pairs.length === 0 ? firstLength(evaluation) : 1
    const descent = descend(objective, theta, evaluation, direction(evaluation.gradient, pairs), { curvature: c2, first })
    if (descent === null) return stay(theta, evaluation, state)
    const { point, restarted } = descent
    const pair: Pair = { s: plus(point.theta, -1, theta), y: plus(point.evaluation.gradient, -1, evaluation.gradient) }
    const kept = restarted ? [] : pairs
    // Where rounding hides the curvature a pair would say nothing.
    const useful = dot(pair.s, pair.y) > 1e-10 * dot(pair.y, pair.y) * objective.roundoff
    const next = (useful ? [...kept, pair] : kept).slice(-memory)
    const vectors = Object.fromEntries(next.flatMap(({ s, y }, i) => [[`s${i}`, s], [`y${i}`, y]]))
    return advance(descent, { ...vectors, initialNorm: initialNorm(state, evaluation) }, epsilon)
  },
})
