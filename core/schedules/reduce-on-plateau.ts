import { float, int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineSchedule } from './definition.ts'

/** Watches the validation loss; without a validation part, the training loss. */
export const reduceOnPlateau = defineSchedule({
  label: text('Reduce on plateau', 'Reducir en mesetas'),
  doc: text('Multiplied by a factor each time the validation loss has not improved for some epochs.', 'Se multiplica por un factor cada vez que la pérdida de validación no mejora durante unas épocas.'),
  reference: 'Hinton’s advice in lecture 000 (reduce the rate when the validation error stops falling)',
  hyperparameters: {
    factor: float({ live: true, label: text('Factor', 'Factor'), default: 0.1, above: 0, below: 1, doc: text('What the rate is multiplied by.', 'Por cuánto se multiplica la tasa.') }),
    patience: int({ live: true, label: text('Patience', 'Paciencia'), default: 10, min: 1, unit: text('epochs', 'épocas'), doc: text('Epochs without improvement before a reduction.', 'Épocas sin mejora antes de una reducción.') }),
    minDelta: float({ live: true, label: text('Smallest improvement', 'Mejora mínima'), default: 0.0001, min: 0, below: 1, doc: text('Relative; smaller changes do not count.', 'Relativa; los cambios menores no cuentan.') }),
    cooldown: int({ live: true, label: text('Pause', 'Pausa'), default: 0, min: 0, unit: text('epochs', 'épocas'), doc: text('Epochs after a reduction that do not count as waiting.', 'Épocas tras una reducción que no cuentan como espera.') }),
    least: float({ live: true, label: text('Lowest fraction', 'Fracción mínima'), default: 0, min: 0, max: 1, doc: text('The rate does not fall below this part of it.', 'La tasa no baja de esta parte de ella.') }),
  },
  initialState: { factor: 1, best: null, waited: 0, pause: 0 },
  factor: (_position, _hyperparameters, state) => state['factor']!,
  observe(state, { train, validation }, { factor, patience, minDelta, cooldown, least }) {
    const { factor: current, best, waited, pause } = state as { factor: number; best: number | null; waited: number; pause: number }
    const loss = validation ?? train
    if (best === null || loss < best - minDelta * Math.abs(best)) return { factor: current, best: loss, waited: 0, pause: Math.max(0, pause - 1) }
    if (pause > 0) return { factor: current, best, waited: 0, pause: pause - 1 }
    if (waited + 1 < patience) return { factor: current, best, waited: waited + 1, pause: 0 }
    return { factor: Math.max(least, current * factor), best, waited: 0, pause: cooldown }
  },
})
