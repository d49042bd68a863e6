import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineWholeSchedule } from './definition.ts'

/** Half a cosine from `from` to `to` as t goes from 0 to 1. */
const glide = (from: number, to: number, t: number): number => to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * t))

export const oneCycle = defineWholeSchedule({
  label: text('One cycle', 'Un ciclo'),
  doc: text('Rises to the learning rate along half a cosine and falls far below where it began: the learning rate is the peak.', 'Sube hasta la tasa de aprendizaje por medio coseno y baja muy por debajo de donde empezó: la tasa de aprendizaje es el máximo.'),
  reference: 'Smith & Topin (2019), with half cosines as in PyTorch',
  hyperparameters: {
    rise: float({ label: text('Part that rises', 'Parte que sube'), default: 0.3, above: 0, below: 1, doc: text('Fraction of the steps before the peak.', 'Fracción de los pasos antes del máximo.') }),
    first: float({ label: text('First fraction', 'Fracción inicial'), default: 0.04, above: 0, max: 1, doc: text('The first rate, as a fraction of the peak.', 'La primera tasa, como fracción del máximo.') }),
    final: float({ label: text('Final fraction', 'Fracción final'), default: 4e-6, min: 0, max: 1, scale: 'log', doc: text('The last rate, as a fraction of the peak.', 'La última tasa, como fracción del máximo.') }),
  },
  factor({ step, totalSteps }, { rise, first, final }) {
    const peak = Math.max(0, rise * totalSteps - 1)
    const done = Math.min(step - 1, totalSteps - 1)
    if (done <= peak) return peak === 0 ? 1 : glide(first, 1, done / peak)
    return glide(1, final, (done - peak) / (totalSteps - 1 - peak))
  },
})
