import { text } from '../schema/text.ts'
import { defineTemplate, flattened } from './definition.ts'
import { hiddenLayers, unitsOf } from './shared-hyperparameters.ts'

export const multiTask = defineTemplate({
  label: text('Multi-task network', 'Red multitarea'),
  doc: text('Shared hidden layers, and for each target column a head with a loss of its own.', 'Capas ocultas compartidas y, para cada columna objetivo, una cabeza con su propia pérdida.'),
  reference: 'Caruana (1997)',
  hyperparameters: { layers: hiddenLayers(2), units: unitsOf(64) },
  refusal: ({ classes, targetNames }) => (classes === null && targetNames.length > 1 ? null : text(
    'It predicts several target columns at once; these data have one.',
    'Predice varias columnas objetivo a la vez; estos datos tienen una.',
  )),
  build(data, { layers, units }) {
    const trunk = `shared${layers}`
    const hidden = { kind: 'dense', units, activation: 'relu', initializer: 'heNormal' }
    return {
      network: {
        layers: [
          ...flattened(data),
          ...Array.from({ length: layers }, (_, index) => ({ id: `shared${index + 1}`, ...hidden })),
          ...data.targetNames.flatMap((_, index) => [
            { id: `head${index + 1}`, ...hidden, units: Math.max(1, Math.round(units / 4)), inputs: [trunk] },
            { id: `out${index + 1}`, kind: 'dense', units: 1 },
          ]),
        ],
      },
      outputs: data.targetNames.map((name, index) => ({ from: `out${index + 1}`, loss: { kind: 'meanSquaredError' }, targets: [name] })),
    }
  },
})
