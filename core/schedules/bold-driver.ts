import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineSchedule } from './definition.ts'

/** The step that raised the error is kept: with mini-batches it cannot be told from chance. */
export const boldDriver = defineSchedule({
  label: text('Bold driver', 'Conductor audaz'),
  doc: text('Grows a little after every epoch whose training loss fell, is cut after one whose loss rose.', 'Crece un poco tras cada época en que la pérdida de entrenamiento bajó y se recorta si subió.'),
  reference: 'Vogl, Mangis, Rigler, Zink & Alkon (1988); Battiti (1989); lecture 000 (Hinton: grow while the error falls steadily, cut when it rises or oscillates)',
  hyperparameters: {
    growth: float({ label: text('Growth', 'Crecimiento'), default: 1.05, min: 1, max: 10, doc: text('Factor after an epoch whose loss fell.', 'Factor tras una época en que la pérdida bajó.') }),
    cut: float({ label: text('Cut', 'Recorte'), default: 0.5, above: 0, below: 1, doc: text('Factor after an epoch whose loss rose.', 'Factor tras una época en que la pérdida subió.') }),
    most: float({ label: text('Largest factor', 'Factor máximo'), default: 1000, min: 1, scale: 'log', doc: text('The rate does not grow beyond this multiple of it.', 'La tasa no crece más allá de este múltiplo de ella.') }),
  },
  initialState: { factor: 1, last: null },
  factor: (_position, _hyperparameters, state) => state['factor']!,
  observe(state, { train }, { growth, cut, most }) {
    const { factor, last } = state as { factor: number; last: number | null }
    if (last === null) return { factor, last: train }
    return { factor: train <= last ? Math.min(most, factor * growth) : factor * cut, last: train }
  },
})
