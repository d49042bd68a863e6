import { specOf } from '../schema/spec-of.ts'
import { text } from '../schema/text.ts'
import { defineTemplate, initializerFor, outputLayer, usualOutputs } from './definition.ts'
import { needsImages } from './refusals.ts'
import { activationOf } from './shared-hyperparameters.ts'

/** Below it the second convolution, 5 × 5 without padding, has nothing to slide over. */
const LEAST_SIDE = 12

export const leNet5 = defineTemplate({
  label: text('LeNet-5', 'LeNet-5'),
  doc: text('Two convolutions, each with average pooling, and three dense layers: the network that read cheques.', 'Dos convoluciones, cada una con agrupación media, y tres capas densas: la red que leía cheques.'),
  reference: 'LeCun, Bottou, Bengio & Haffner (1998); lecture 000',
  hyperparameters: { activation: activationOf('leCunTanh') },
  refusal: (data) => needsImages(data, LEAST_SIDE),
  build(data, { activation }) {
    const shape = { activation: specOf(activation), initializer: activation.kind === 'leCunTanh' ? 'leCunNormal' : initializerFor(activation.kind) }
    return {
      network: {
        layers: [
          { id: 'c1', kind: 'conv2d', channels: 6, kernel: 5, padding: 'same', ...shape },
          { id: 's2', kind: 'averagePool2d' },
          { id: 'c3', kind: 'conv2d', channels: 16, kernel: 5, padding: 'valid', ...shape },
          { id: 's4', kind: 'averagePool2d', ...(Math.min(...data.inputShape.slice(1)) < 2 * LEAST_SIDE - 8 ? { size: 1, stride: 1 } : {}) },
          { id: 'flat', kind: 'flatten' },
          { id: 'c5', kind: 'dense', units: 120, ...shape },
          { id: 'f6', kind: 'dense', units: 84, ...shape },
          outputLayer(data),
        ],
      },
      outputs: usualOutputs(data),
    }
  },
})
