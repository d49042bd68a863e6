import { float, int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineSchedule } from './definition.ts'

export const step = defineSchedule({
  label: text('Step', 'Escalones'),
  doc: text('Multiplied by a factor every n epochs.', 'Se multiplica por un factor cada n épocas.'),
  reference: 'Lecture 000 (reduce the rate at the end)',
  hyperparameters: {
    every: int({ label: text('Every', 'Cada'), default: 10, min: 1, unit: text('epochs', 'épocas'), doc: text('Epochs between reductions.', 'Épocas entre reducciones.') }),
    factor: float({ label: text('Factor', 'Factor'), default: 0.5, above: 0, max: 1, doc: text('What the rate is multiplied by.', 'Por cuánto se multiplica la tasa.') }),
  },
  factor: ({ step: current, stepsPerEpoch }, { every, factor }) => factor ** Math.floor((current - 1) / stepsPerEpoch / every),
})
