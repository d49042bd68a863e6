import type { LayerSpec } from '../experiment/spec.ts'
import { specOf } from '../schema/spec-of.ts'
import { text } from '../schema/text.ts'
import { defineTemplate, flattened, initializerFor, outputLayer, usualOutputs } from './definition.ts'
import { activationOf, dropout, hiddenLayers, unitsOf } from './shared-hyperparameters.ts'

export const multiLayerPerceptron = defineTemplate({
  label: text('Multi-layer perceptron', 'Perceptrón multicapa'),
  doc: text('Dense hidden layers between the data and the output: the network to try first.', 'Capas ocultas densas entre los datos y la salida: la red que se prueba primero.'),
  reference: 'Rumelhart, Hinton & Williams (1986); lecture 000',
  hyperparameters: { layers: hiddenLayers(2), units: unitsOf(64), activation: activationOf('relu'), dropout: dropout(0) },
  refusal: () => null,
  build: (data, { layers, units, activation, dropout: rate }) => ({
    network: {
      layers: [
        ...flattened(data),
        ...Array.from({ length: layers }, (_, index): readonly LayerSpec[] => [
          { id: `hidden${index + 1}`, kind: 'dense', units, activation: specOf(activation), initializer: initializerFor(activation.kind) },
          ...(rate > 0 ? [{ id: `drop${index + 1}`, kind: 'dropout', rate }] : []),
        ]).flat(),
        outputLayer(data),
      ],
    },
    outputs: usualOutputs(data),
  }),
})
