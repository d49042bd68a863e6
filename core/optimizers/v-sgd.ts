import { choice, float, int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineOptimizer, learningRate } from './definition.ts'

/**
 * The curvature is the paper's element-wise |h|, taken from a second gradient on the same samples at θ + ḡ (vSGD-fd): twice the work per step.
 * The squares of mini-batch gradients take the place of those of single samples.
 */
export const vSgd = defineOptimizer({
  label: text('vSGD', 'vSGD'),
  doc: text(
    'Finds its own rates from the mean ḡ and variance of gradients and the curvature h: η = ḡ² / (h v), with v the mean of g²; small where gradients are noisy, 1/h where they agree.',
    'Encuentra sus propias tasas a partir de la media ḡ y la varianza de los gradientes y la curvatura h: η = ḡ² / (h v), con v la media de g²; pequeñas si los gradientes son ruidosos, 1/h si concuerdan.',
  ),
  reference: 'Schaul, Zhang & LeCun (2013), algorithm 1; curvature of Schaul & LeCun (2013), vSGD-fd; lecture 000',
  hyperparameters: {
    learningRate: learningRate(1),
    rates: choice({
      label: text('Rates', 'Tasas'),
      default: 'element',
      options: { element: text('One per weight (vSGD-l)', 'Una por peso (vSGD-l)'), block: text('One per tensor (vSGD-b)', 'Una por tensor (vSGD-b)'), network: text('One for all (vSGD-g)', 'Una para todos (vSGD-g)') },
      doc: text('How far the estimates are shared.', 'Hasta dónde se comparten las estimaciones.'),
    }),
    watch: int({ label: text('Steps that only watch', 'Pasos que solo observan'), default: 10, min: 1, doc: text('Gradients seen before the first weight moves.', 'Gradientes vistos antes de mover el primer peso.') }),
    slowStart: float({ label: text('Slow start C', 'Comienzo lento C'), default: 2, min: 1, doc: text('How much the first estimates of v and h are exaggerated.', 'Cuánto se exageran las primeras estimaciones de v y h.') }),
    most: float({ live: true, label: text('Largest rate', 'Tasa máxima'), default: 10, above: 0, scale: 'log', doc: text('Where the curvature vanishes rates do not exceed this.', 'Donde la curvatura se anula las tasas no superan este valor.') }),
  },
  slots: ['mean', 'square', 'curvature', 'memory'],
  initialSlots: ({ watch }) => ({ memory: watch }),
  scope: ({ rates }) => (rates === 'block' ? 'parameter' : 'all'),
  coefficients: ({ watch, slowStart, most }, { step, learningRate: rate }) => [rate, Math.min(step, watch + 1), watch, slowStart, most],
  probe: (ops, target, { mean }, coefficients) => ops.vsgdProbe(target, mean, coefficients),
  update(ops, target, { mean, square, curvature, memory }, coefficients, { rates }) {
    const probed = target.probed
    if (probed === undefined) throw new Error('vSGD needs a second gradient')
    ops.vsgdMoments(target, probed, { mean, square, curvature, memory }, coefficients)
    if (rates === 'element') {
      ops.vsgdStep(target, { mean, square, curvature, memory }, coefficients, null)
      return
    }
    const totals = { signal: ops.create([1]), power: ops.create([1]), curvature: ops.create([1]) }
    for (const total of Object.values(totals)) ops.fill(total, 0)
    ops.addSquaredNorm(mean, 1, totals.signal)
    ops.addAbsoluteSum(square, 1, totals.power)
    ops.greatest(curvature, totals.curvature)
    ops.vsgdStep(target, { mean, square, curvature, memory }, coefficients, totals)
  },
  notes({ schedule }) {
    return schedule === 'constant' ? [] : [text('vSGD estimates its own rates: the schedule multiplies them.', 'vSGD estima sus propias tasas: el plan las multiplica.')]
  },
})
