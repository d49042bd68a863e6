import { text } from '../schema/text.ts'
import { defineInitializer } from './definition.ts'

export const heNormal = defineInitializer({
  label: text('He normal', 'He normal'),
  doc: text('Normal with variance 2/fan_in: keeps the variance of activations through ReLU units.', 'Normal con varianza 2/fan_in: mantiene la varianza de las activaciones a través de unidades ReLU.'),
  reference: 'He, Zhang, Ren & Sun (2015), eq. 10; lecture 001',
  hyperparameters: {},
  sample: (random, { fanIn }) => random.normal() * Math.sqrt(2 / fanIn),
})
