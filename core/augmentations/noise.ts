import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineValueChange } from './definition.ts'

export const noise = defineValueChange({
  label: text('Noise', 'Ruido'),
  doc: text('Adds a normal number of deviation σ to every feature, before preprocessing.', 'Suma a cada variable un número normal de desviación σ, antes del preprocesado.'),
  reference: 'Lectures 000, 001; Bishop (1995), "Training with noise is equivalent to Tikhonov regularization"',
  hyperparameters: {
    deviation: float({ label: text('Deviation σ', 'Desviación σ'), default: 0.05, min: 0, scale: 'log', doc: text('In the units of the data; pixels run from 0 to 1.', 'En las unidades de los datos; los píxeles van de 0 a 1.') }),
  },
  change(sample, random, { deviation }) {
    for (let i = 0; i < sample.length; i++) sample[i] += deviation * random.normal()
  },
})
