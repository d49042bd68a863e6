import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineSchedule } from './definition.ts'

export const polynomial = defineSchedule({
  label: text('Polynomial', 'Polinómico'),
  doc: text('Falls as (1 − t)^p to a fraction of the rate at the last step; with p = 1 in a straight line.', 'Baja como (1 − t)^p hasta una fracción de la tasa en el último paso; con p = 1, en línea recta.'),
  reference: 'Chen, Papandreou, Kokkinos, Murphy & Yuille (2018), “poly”',
  hyperparameters: {
    power: float({ label: text('Power p', 'Potencia p'), default: 1, above: 0, doc: text('1 is a straight line; larger powers fall sooner.', '1 es una línea recta; las potencias mayores bajan antes.') }),
    final: float({ label: text('Final fraction', 'Fracción final'), default: 0, min: 0, max: 1, doc: text('What is left of the learning rate at the end.', 'Lo que queda de la tasa de aprendizaje al final.') }),
  },
  factor: ({ step, totalSteps }, { power, final }) => final + (1 - final) * (1 - Math.min(1, (step - 1) / Math.max(1, totalSteps - 1))) ** power,
})
