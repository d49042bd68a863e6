import { learningRate } from '../optimizers/definition.ts'
import { text } from '../schema/text.ts'
import { defineTemplate, flattened, outputLayer, usualOutputs } from './definition.ts'
import { needsClasses } from './refusals.ts'

export const softmaxRegression = defineTemplate({
  label: text('Softmax regression', 'Regresión softmax'),
  doc: text('One linear unit for each class; the softmax of them all is the classes’ probabilities.', 'Una neurona lineal por clase; la softmax de todas son las probabilidades de las clases.'),
  reference: 'Lecture 002',
  hyperparameters: { learningRate: learningRate(0.1) },
  refusal: needsClasses,
  build: (data, { learningRate: rate }) => ({
    network: { layers: [...flattened(data), outputLayer(data)] },
    outputs: usualOutputs(data),
    optimizer: { kind: 'sgd', learningRate: rate },
    stop: { epochs: 50, early: null },
  }),
})
