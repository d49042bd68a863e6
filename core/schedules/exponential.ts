import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineSchedule } from './definition.ts'

export const exponential = defineSchedule({
  label: text('Exponential', 'Exponencial'),
  doc: text('Multiplied by γ per epoch, a little at every step: γ^t after t epochs.', 'Se multiplica por γ en cada época, un poco en cada paso: γ^t tras t épocas.'),
  reference: 'Robbins & Monro (1951) for decaying rates; lecture 000 (reduce the rate at the end)',
  hyperparameters: {
    gamma: float({ label: text('γ per epoch', 'γ por época'), default: 0.95, above: 0, max: 1, doc: text('What is left of the rate after an epoch.', 'Lo que queda de la tasa tras una época.') }),
  },
  factor: ({ step, stepsPerEpoch }, { gamma }) => gamma ** ((step - 1) / stepsPerEpoch),
})
