import type { LayerSpec } from '../experiment/spec.ts'
import { int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineTemplate, outputLayer, usualOutputs } from './definition.ts'
import { needsImages } from './refusals.ts'
import { dropout, firstFilters } from './shared-hyperparameters.ts'

const RELU = { activation: 'relu', initializer: 'heNormal' }

export const smallVgg = defineTemplate({
  label: text('Small VGG', 'VGG pequeña'),
  doc: text('Stages of two 3 × 3 convolutions and a pooling, each with twice the filters of the one before.', 'Etapas de dos convoluciones de 3 × 3 y una agrupación, cada una con el doble de filtros que la anterior.'),
  reference: 'Simonyan & Zisserman (2015)',
  hyperparameters: {
    filters: firstFilters(16),
    stages: int({ label: text('Stages', 'Etapas'), default: 2, min: 1, max: 5, doc: text('Each halves the picture’s sides; fewer where the picture is too small.', 'Cada una divide por dos los lados de la imagen; menos si la imagen es demasiado pequeña.') }),
    dropout: dropout(0.3),
  },
  refusal: (data) => needsImages(data, 4),
  build(data, { filters, stages, dropout: rate }) {
    // Each pooling needs two pixels to halve.
    const fitting = Math.min(stages, Math.floor(Math.log2(Math.min(...data.inputShape.slice(1)))))
    const stage = (position: number): readonly LayerSpec[] => {
      const channels = filters * 2 ** position
      const name = position + 1
      return [
        { id: `conv${name}a`, kind: 'conv2d', channels, kernel: 3, ...RELU },
        { id: `conv${name}b`, kind: 'conv2d', channels, kernel: 3, ...RELU },
        { id: `pool${name}`, kind: 'maxPool2d' },
      ]
    }
    return {
      network: {
        layers: [
          ...Array.from({ length: fitting }, (_, position) => stage(position)).flat(),
          { id: 'flat', kind: 'flatten' },
          { id: 'hidden', kind: 'dense', units: filters * 2 ** fitting, ...RELU },
          ...(rate > 0 ? [{ id: 'drop', kind: 'dropout', rate }] : []),
          outputLayer(data),
        ],
      },
      outputs: usualOutputs(data),
    }
  },
})
