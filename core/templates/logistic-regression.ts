import { learningRate } from '../optimizers/definition.ts'
import { text } from '../schema/text.ts'
import { defineTemplate, flattened } from './definition.ts'
import { needsTwoClasses } from './refusals.ts'

export const logisticRegression = defineTemplate({
  label: text('Logistic regression', 'Regresión logística'),
  doc: text('One unit whose logistic output is the probability of the second of two classes.', 'Una neurona cuya salida logística es la probabilidad de la segunda de dos clases.'),
  reference: 'Lecture 002',
  hyperparameters: { learningRate: learningRate(0.1) },
  refusal: needsTwoClasses,
  build: (data, { learningRate: rate }) => ({
    network: { layers: [...flattened(data), { id: 'out', kind: 'dense', units: 1 }] },
    outputs: [{ from: 'out', loss: { kind: 'binaryCrossEntropy' } }],
    optimizer: { kind: 'sgd', learningRate: rate },
    stop: { epochs: 50, early: null },
  }),
})
