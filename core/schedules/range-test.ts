import { debiased, NOTHING_SEEN, seeValue } from '../math/smooth.ts'
import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineWholeSchedule } from './definition.ts'

/** A first batch that happens to be easy is no minimum to measure by. */
const FIRST_STEPS = 10

export const rangeTest = defineWholeSchedule({
  label: text('Range test', 'Prueba de rango'),
  doc: text(
    'No training but a search for the rate: it rises from the first to the last by the same factor in every step, whatever the optimizer’s own is, and the loss is drawn against it. A good rate lies where the loss falls most steeply. Ends when the loss has risen far.',
    'No es un entrenamiento sino una búsqueda de la tasa: sube de la primera a la última por el mismo factor en cada paso, sea cual sea la del optimizador, y la pérdida se dibuja frente a ella. Una buena tasa está donde la pérdida cae más deprisa. Termina cuando la pérdida ha subido mucho.',
  ),
  reference: 'Smith (2017), Cyclical learning rates, section 3.3',
  hyperparameters: {
    from: float({ label: text('First rate', 'Primera tasa'), default: 1e-6, above: 0, max: 1000, scale: 'log', doc: text('Where it begins: too small to learn anything.', 'Donde empieza: demasiado pequeña para aprender nada.') }),
    to: float({ label: text('Last rate', 'Última tasa'), default: 10, above: 0, max: 1e6, scale: 'log', doc: text('Where it ends: far too large.', 'Donde termina: demasiado grande.') }),
    limit: float({ label: text('Limit of the loss', 'Límite de la pérdida'), default: 4, above: 1, doc: text('The test ends when the smoothed loss is this many times its lowest.', 'La prueba termina cuando la pérdida suavizada es tantas veces su mínimo.') }),
    smoothing: float({ label: text('Smoothing β', 'Suavizado β'), default: 0.95, min: 0, below: 1, doc: text('How slowly the smoothed loss forgets.', 'Lo despacio que olvida la pérdida suavizada.') }),
  },
  factor({ step, totalSteps, learningRate }, { from, to }) {
    if (learningRate === 0) return 0
    const t = totalSteps === 1 ? 0 : Math.min(1, (step - 1) / (totalSteps - 1))
    return from * (to / from) ** t / learningRate
  },
  initialState: { ...NOTHING_SEEN, lowest: null, steps: 0 },
  observeStep({ sum, weight, lowest, steps }, loss, { smoothing }) {
    const mean = seeValue({ sum: sum ?? 0, weight: weight ?? 0 }, loss, smoothing)
    return { ...mean, lowest: Math.min(lowest ?? Infinity, debiased(mean)), steps: (steps ?? 0) + 1 }
  },
  isOver: ({ sum, weight, lowest, steps }, { limit }) =>
    sum !== null && weight !== null && lowest !== null && (steps ?? 0) > FIRST_STEPS && debiased({ sum, weight }) > limit * lowest,
})
