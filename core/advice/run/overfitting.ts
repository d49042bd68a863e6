import { text } from '../../schema/text.ts'
import { defineRunAdvice } from '../definition.ts'

/** The validation loss is this much above its best, and the training loss this much below it, when a network has learned by heart. */
const RISEN = 1.1
const APART = 1.5

export const overfitting = defineRunAdvice({
  source: 'Lecture 001, overfitting and regularization',
  advise({ epochs, experiment: { stop, regularizers, augmentation } }) {
    const last = epochs.at(-1)
    const losses = epochs.flatMap(({ validation }) => (validation === null ? [] : [validation['loss']]))
    if (last?.validation == null || losses.length < 3) return null
    const best = Math.min(...losses)
    const at = losses.indexOf(best) + 1
    if (last.validation['loss'] < RISEN * best || last.validation['loss'] < APART * last.train['loss']) return null
    return {
      path: stop.early === null ? 'stop.early' : 'regularizers',
      suggestion: stop.early === null ? text('Stop early, and keep the best weights.', 'Pare antes y conserve los mejores pesos.') : text('Regularize more: L2, dropout, noise, or augmentation.', 'Regularice más: L2, dropout, ruido o aumento de datos.'),
      reason: text(
        `The validation loss was best in epoch ${at} (${best.toPrecision(3)}) and rose to ${last.validation['loss'].toPrecision(3)}, while the training loss fell to ${last.train['loss'].toPrecision(3)}: since then the network learned the samples by heart.`,
        `La pérdida de validación fue mejor en la época ${at} (${best.toPrecision(3)}) y subió a ${last.validation['loss'].toPrecision(3)}, mientras la de entrenamiento bajaba a ${last.train['loss'].toPrecision(3)}: desde entonces la red se aprendió las muestras de memoria.`,
      ),
      changes: stop.early === null
        ? [{ path: 'stop.early', value: { monitor: 'validation.loss', patience: 5, minDelta: 0, restoreBest: true } }]
        : regularizers.length === 0 && augmentation.length === 0 ? [{ path: 'regularizers', value: [{ kind: 'l2', strength: 0.0005 }] }] : [],
    }
  },
})
