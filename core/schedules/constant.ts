import { text } from '../schema/text.ts'
import { defineSchedule } from './definition.ts'

export const constant = defineSchedule({
  label: text('Constant', 'Constante'),
  doc: text('The learning rate stays as it is.', 'La tasa de aprendizaje no cambia.'),
  reference: 'Lecture 000',
  hyperparameters: {},
  factor: () => 1,
})
