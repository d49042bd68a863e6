import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { classesDataset, describeClasses, samplesOf } from '../generated.ts'
import { lengthOf } from '../sequence.ts'

const madeOf = ({ samples, length }: { readonly samples: number; readonly length: number }) =>
  ({ name: 'Parity over time', samples, inputShape: [length, 1], featureNames: null, targetName: 'parity', classes: ['even', 'odd'] })

export const parityOverTime = defineGenerator({
  label: text('Parity over time', 'Paridad en el tiempo'),
  doc: text(
    'Sequences of random bits; the class is whether the number of ones is odd. Two states are enough to remember it, but every step counts.',
    'Secuencias de bits al azar; la clase es si el número de unos es impar. Bastan dos estados para recordarlo, pero cuenta cada paso.',
  ),
  hyperparameters: { samples: samplesOf(2000), length: lengthOf(10) },
  describe: (hyperparameters) => describeClasses(madeOf(hyperparameters)),
  generate: (hyperparameters, seed) =>
    classesDataset(madeOf(hyperparameters), seed, (label, _, random, sample) => {
      let ones = 0
      for (let step = 0; step < sample.length; step++) ones += sample[step] = random.integer(2)
      // A bit drawn at random makes the parity that of the class.
      if (ones % 2 !== label) {
        const step = random.integer(sample.length)
        sample[step] = 1 - sample[step]
      }
    }),
})
