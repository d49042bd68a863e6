import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineTargetChange } from './definition.ts'

export const targetNoise = defineTargetChange({
  label: text('Noise on targets', 'Ruido en los objetivos'),
  doc: text('Shows some samples with a wrong class, or adds a normal number to target values, others in each epoch.', 'Muestra algunas muestras con una clase equivocada, o suma un número normal a los valores objetivo, distintos en cada época.'),
  reference: 'Lectures 000, 001; Xie et al. (2016), "DisturbLabel: regularizing CNN on the loss layer"',
  hyperparameters: {
    probability: float({ label: text('Share of wrong classes', 'Proporción de clases equivocadas'), default: 0.05, min: 0, max: 1, doc: text('How often a class is exchanged for another, all others being as likely.', 'Con qué frecuencia se cambia una clase por otra, todas las demás igual de probables.') }),
    deviation: float({ label: text('Deviation of values', 'Desviación de los valores'), default: 0.05, min: 0, scale: 'log', doc: text('For target values: the deviation of what is added, in their units.', 'Para valores objetivo: la desviación de lo que se suma, en sus unidades.') }),
  },
  changeLabel(label, classCount, random, { probability }) {
    if (classCount < 2 || random.uniform() >= probability) return label
    return (label + 1 + random.integer(classCount - 1)) % classCount
  },
  changeValues(values, random, { deviation }) {
    for (let i = 0; i < values.length; i++) values[i] += deviation * random.normal()
  },
})
