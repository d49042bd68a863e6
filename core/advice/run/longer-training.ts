import { text } from '../../schema/text.ts'
import { defineRunAdvice } from '../definition.ts'

/** The last tenth of the epochs still lowered the loss by this share. */
const STILL_FALLING = 0.01

export const longerTraining = defineRunAdvice({
  source: 'Lecture 001, early stopping',
  advise({ epochs, reason, experiment: { stop } }) {
    const losses = epochs.map(({ train, validation }) => (validation ?? train)['loss'])
    if (reason !== 'completed' || losses.length < 5) return null
    const last = losses.at(-1)!
    const before = losses[Math.min(losses.length - 2, Math.floor(losses.length * 0.9))]
    if (last > Math.min(...losses) || before - last < STILL_FALLING * before) return null
    return {
      path: 'stop.epochs',
      suggestion: text(`Train longer: ${2 * stop.epochs} epochs, with early stopping.`, `Entrene más: ${2 * stop.epochs} épocas, con parada temprana.`),
      reason: text(`The last epoch was the best, and the loss was still falling (${before.toPrecision(3)} → ${last.toPrecision(3)}).`, `La última época fue la mejor, y la pérdida seguía bajando (${before.toPrecision(3)} → ${last.toPrecision(3)}).`),
      changes: [{ path: 'stop.epochs', value: 2 * stop.epochs }],
    }
  },
})
