import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineSchedule } from './definition.ts'

export const cosine = defineSchedule({
  label: text('Cosine', 'Coseno'),
  doc: text('Falls along half a cosine from the learning rate to a fraction of it at the last step.', 'Baja por medio coseno desde la tasa de aprendizaje hasta una fracción de ella en el último paso.'),
  reference: 'Loshchilov & Hutter (2017), eq. 5, without restarts',
  hyperparameters: {
    final: float({ label: text('Final fraction', 'Fracción final'), default: 0, min: 0, max: 1, doc: text('What is left of the learning rate at the end.', 'Lo que queda de la tasa de aprendizaje al final.') }),
  },
  factor: ({ step, totalSteps }, { final }) => final + (1 - final) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, (step - 1) / Math.max(1, totalSteps - 1)))),
})
