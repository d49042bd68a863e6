import { int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineTemplate, flattened, outputLayer, usualOutputs } from './definition.ts'
import { activationOf, hiddenLayers } from './shared-hyperparameters.ts'

/** The first hidden layer has this many times the code's units; those between grow evenly smaller. */
const WIDEST = 4

export const autoencoder = defineTemplate({
  label: text('Stacked autoencoder', 'Autocodificador apilado'),
  doc: text('Layers that narrow to a code, each pre-trained to give back what it reads from spoilt inputs; then the whole network learns the task.', 'Capas que se estrechan hasta un código, cada una preentrenada para devolver lo que lee a partir de entradas estropeadas; después la red entera aprende la tarea.'),
  reference: 'Vincent et al. (2010), Stacked denoising autoencoders; lecture 000',
  hyperparameters: {
    code: int({ label: text('Code', 'Código'), default: 16, min: 1, max: 1024, scale: 'log', unit: text('units', 'unidades'), doc: text('Units of the narrowest layer.', 'Unidades de la capa más estrecha.') }),
    layers: hiddenLayers(2),
    activation: activationOf('logistic'),
  },
  refusal: () => null,
  build: (data, { code, layers, activation }) => ({
    network: {
      layers: [
        ...flattened(data),
        ...Array.from({ length: layers }, (_, index) => ({ id: index === layers - 1 ? 'code' : `encoder${index + 1}`, kind: 'dense', units: Math.round(code * WIDEST ** (1 - (index + 1) / layers)), activation: activation.kind })),
        outputLayer(data),
      ],
    },
    outputs: usualOutputs(data),
    pretraining: { kind: 'autoencoder' },
  }),
})
