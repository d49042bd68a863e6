import { formatShape } from '../math/shape.ts'
import { text } from '../schema/text.ts'
import { defineTemplate, outputLayer, usualOutputs, type TemplateData } from './definition.ts'
import { unitsOf } from './shared-hyperparameters.ts'

/** Pictures of one channel are read row by row. */
const isReadByRows = ({ inputShape }: TemplateData): boolean => inputShape.length === 3 && inputShape[0] === 1

export const lstmSequence = defineTemplate({
  label: text('LSTM for sequences', 'LSTM para secuencias'),
  doc: text('A layer of LSTM cells reads the sequence step by step; its last state decides. One-channel pictures are read row by row.', 'Una capa de celdas LSTM lee la secuencia paso a paso; su último estado decide. Las imágenes de un canal se leen fila a fila.'),
  reference: 'Hochreiter & Schmidhuber (1997); lecture 004',
  hyperparameters: { units: unitsOf(32) },
  refusal: (data) => (data.inputShape.length === 2 || isReadByRows(data) ? null : text(
    `It reads sequences (time × features); a sample here is ${formatShape(data.inputShape)}.`,
    `Lee secuencias (tiempo × características); aquí una muestra es ${formatShape(data.inputShape)}.`,
  )),
  build: (data, { units }) => ({
    network: {
      layers: [
        ...(isReadByRows(data) ? [{ id: 'rows', kind: 'reshape', shape: data.inputShape.slice(1) }] : []),
        { id: 'memory', kind: 'lstm', units },
        outputLayer(data),
      ],
    },
    outputs: usualOutputs(data),
    optimizer: { kind: 'adam', learningRate: 0.01 },
    regularizers: [{ kind: 'clipNorm' }],
    stop: { epochs: 40, early: null },
  }),
})
