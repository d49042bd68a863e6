import { int } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { describeClasses, labelledDataset, noiseOf, numbered } from '../generated.ts'
import { rowCount, rowsOf } from '../truth-table.ts'

const madeOf = ({ samples, inputs }: { readonly samples: number; readonly inputs: number }) =>
  ({ name: 'Parity', samples, inputShape: [inputs], featureNames: numbered('x', inputs), targetName: 'parity', classes: ['even', 'odd'] })

export const parity = defineGenerator({
  label: text('Parity', 'Paridad'),
  doc: text(
    'Whether the number of ones among n bits is odd: changing any single bit changes the class, so no part of the inputs says anything on its own.',
    'Si el número de unos entre n bits es impar: cambiar un bit cualquiera cambia la clase, de modo que ninguna parte de las entradas dice nada por sí sola.',
  ),
  reference: 'Minsky & Papert (1969), "Perceptrons"',
  hyperparameters: {
    inputs: int({ default: 4, min: 2, max: 16, label: text('Bits', 'Bits'), doc: text('How many there are; the table has $2^n$ rows.', 'Cuántos hay; la tabla tiene $2^n$ filas.') }),
    samples: rowCount,
    noise: noiseOf(0.05),
  },
  describe: (hyperparameters) => describeClasses(madeOf(hyperparameters)),
  generate: (hyperparameters, seed) => labelledDataset(madeOf(hyperparameters), seed, rowsOf(hyperparameters, (ones) => ones % 2 === 1)),
})
