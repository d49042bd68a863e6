import { learningRate } from '../optimizers/definition.ts'
import { text } from '../schema/text.ts'
import { defineTemplate, flattened } from './definition.ts'
import { needsTwoClasses } from './refusals.ts'

export const perceptron = defineTemplate({
  label: text('Perceptron', 'Perceptrón'),
  doc: text('One threshold unit and Rosenblatt’s rule: finds a line between two classes wherever there is one.', 'Una neurona de umbral y la regla de Rosenblatt: encuentra una recta entre dos clases siempre que la haya.'),
  reference: 'Rosenblatt (1958); lecture 000',
  hyperparameters: { learningRate: learningRate(0.1) },
  refusal: needsTwoClasses,
  build: (data, { learningRate: rate }) => ({
    network: { layers: [...flattened(data), { id: 'out', kind: 'dense', units: 1, activation: 'step', initializer: 'zeros' }] },
    outputs: [{ from: 'out', loss: { kind: 'meanSquaredError' } }],
    optimizer: { kind: 'perceptron', learningRate: rate },
    batches: { size: 1, order: 'shuffle' },
    stop: { epochs: 100, early: null },
  }),
})
