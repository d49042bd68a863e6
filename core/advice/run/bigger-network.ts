import { text } from '../../schema/text.ts'
import { defineRunAdvice } from '../definition.ts'

/** Losses on training and validation this close show that nothing was learned by heart. */
const CLOSE = 1.1
/** Below this there is nothing left to gain. */
const PERFECT = 0.02

export const biggerNetwork = defineRunAdvice({
  source: 'Lecture 000: "if your network does not overfit, use a bigger one"',
  advise({ epochs, final, parameterCount, reason }) {
    const last = epochs.at(-1)
    if (reason === 'diverged' || last?.validation == null || epochs.length < 3) return null
    // Scores with the final weights, dropout off, are fairer than those of the epoch.
    const [train, validation] = [final.train?.['loss'] ?? last.train['loss'], final.validation?.['loss'] ?? last.validation['loss']]
    if (validation > CLOSE * train || validation < PERFECT) return null
    return {
      path: 'network',
      suggestion: text('Use a bigger network: twice the units, or one more layer.', 'Use una red mayor: el doble de unidades o una capa más.'),
      reason: text(
        `It is as good on the validation samples (loss ${validation.toPrecision(3)}) as on those it learned from (${train.toPrecision(3)}): its ${parameterCount} parameters do not overfit, so more may learn more.`,
        `Acierta igual en las muestras de validación (pérdida ${validation.toPrecision(3)}) que en las que aprendió (${train.toPrecision(3)}): sus ${parameterCount} parámetros no sobreaprenden, así que con más puede aprender más.`,
      ),
      changes: [],
    }
  },
})
