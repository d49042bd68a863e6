import { choice, int } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { describeClasses, labelledDataset, noiseOf, numbered } from '../generated.ts'
import { rowCount, rowsOf } from '../truth-table.ts'

/** By the number of inputs that are 1, and of all inputs. */
const FUNCTIONS = {
  and: (ones: number, inputs: number) => ones === inputs,
  or: (ones: number) => ones > 0,
  nand: (ones: number, inputs: number) => ones < inputs,
  nor: (ones: number) => ones === 0,
  xor: (ones: number) => ones === 1,
  equal: (ones: number, inputs: number) => ones === 0 || ones === inputs,
  majority: (ones: number, inputs: number) => 2 * ones > inputs,
}

const madeOf = ({ samples, inputs }: { readonly samples: number; readonly inputs: number }) =>
  ({ name: 'Logical function', samples, inputShape: [inputs], featureNames: numbered('x', inputs), targetName: 'y', classes: ['0', '1'] })

export const logicalFunction = defineGenerator({
  label: text('Logical function', 'Función lógica'),
  doc: text(
    'The rows of a truth table in turn, each as often as the others. AND, OR, NAND, NOR and the majority are separated by a line or plane; a perceptron can decide neither whether two bits are equal nor whether they differ.',
    'Las filas de una tabla de verdad por turno, todas el mismo número de veces. Una recta o un plano separan AND, OR, NAND, NOR y la mayoría; un perceptrón no puede decidir si dos bits son iguales, ni si son distintos.',
  ),
  reference: 'Lecture 000 (limits of perceptrons); Minsky & Papert (1969), "Perceptrons"',
  hyperparameters: {
    function: choice({
      default: 'equal',
      label: text('Function', 'Función'),
      doc: text('What the output says of the inputs.', 'Qué dice la salida de las entradas.'),
      options: {
        and: text('AND: all are 1', 'AND: todas son 1'),
        or: text('OR: one at least is 1', 'OR: al menos una es 1'),
        nand: text('NAND: one at least is 0', 'NAND: al menos una es 0'),
        nor: text('NOR: none is 1', 'NOR: ninguna es 1'),
        xor: text('XOR: exactly one is 1', 'XOR: exactamente una es 1'),
        equal: text('EQ: all are equal', 'EQ: todas son iguales'),
        majority: text('Majority: more than half are 1', 'Mayoría: más de la mitad son 1'),
      },
    }),
    inputs: int({ default: 2, min: 2, max: 16, label: text('Inputs', 'Entradas'), doc: text('How many bits there are; the table has $2^n$ rows.', 'Cuántos bits hay; la tabla tiene $2^n$ filas.') }),
    samples: rowCount,
    noise: noiseOf(0.1),
  },
  describe: (hyperparameters) => describeClasses(madeOf(hyperparameters)),
  generate: ({ function: name, ...hyperparameters }, seed) =>
    labelledDataset(madeOf(hyperparameters), seed, rowsOf(hyperparameters, (ones) => FUNCTIONS[name](ones, hyperparameters.inputs))),
})
