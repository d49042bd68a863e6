import { text } from '../../schema/text.ts'
import { defineDesignAdvice } from '../definition.ts'

export const validationPart = defineDesignAdvice({
  source: 'Lectures 000 and 001: choose on validation, report on test',
  advise({ sketch: { counts, stop, split } }) {
    if (counts === null || split === null) return null
    const watchesTraining = stop.early !== null && stop.early.monitor.startsWith('train.')
    if (counts.validation > 0 && !watchesTraining) return null
    const hasShare = 'validation' in split.hyperparameters
    return {
      path: counts.validation > 0 ? 'stop.early.monitor' : 'split',
      suggestion: counts.validation > 0 ? text('Watch the validation loss.', 'Vigile la pérdida de validación.') : text('Keep a validation part.', 'Reserve una parte de validación.'),
      reason: text(
        'What is chosen by the training scores is chosen for learning by heart, and what is chosen by the test scores makes them useless as a report.',
        'Lo que se elige por los resultados de entrenamiento se elige por memorizar, y elegir por los de prueba los inutiliza como informe.',
      ),
      changes: counts.validation > 0 ? [{ path: 'stop.early.monitor', value: 'validation.loss' }] : hasShare ? [{ path: 'split.validation', value: 0.1 }] : [],
    }
  },
})
