import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { describeValues, samplesOf, valuesDataset } from '../generated.ts'
import { lengthOf } from '../sequence.ts'

const madeOf = ({ samples, length }: { readonly samples: number; readonly length: number }) =>
  ({ name: 'Adding problem', samples, inputShape: [length, 2], featureNames: null, targetNames: ['sum'] })

export const addingProblem = defineGenerator({
  label: text('Adding problem', 'Problema de la suma'),
  doc: text(
    'Sequences of numbers between 0 and 1, each with a mark; two are marked, one in each half, and their sum is to be found. The longer the sequence, the longer the memory.',
    'Secuencias de números entre 0 y 1, cada uno con una marca; hay dos marcados, uno en cada mitad, y hay que dar su suma. Cuanto más larga la secuencia, más larga la memoria.',
  ),
  reference: 'Hochreiter & Schmidhuber (1997), "Long short-term memory", section 5.4',
  hyperparameters: { samples: samplesOf(2000), length: lengthOf(20) },
  describe: (hyperparameters) => describeValues(madeOf(hyperparameters)),
  generate(hyperparameters, seed) {
    const { length } = hyperparameters
    const half = length >> 1
    return valuesDataset(madeOf(hyperparameters), seed, (random) => (sample, values) => {
      for (let step = 0; step < length; step++) sample[2 * step] = random.uniform()
      const marked = [random.integer(half), half + random.integer(length - half)]
      for (const step of marked) sample[2 * step + 1] = 1
      values[0] = sample[2 * marked[0]] + sample[2 * marked[1]]
    })
  },
})
