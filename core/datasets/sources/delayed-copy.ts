import { int } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { classesDataset, describeClasses, samplesOf } from '../generated.ts'
import { lengthOf } from '../sequence.ts'

const madeOf = ({ samples, length }: { readonly samples: number; readonly length: number }) =>
  ({ name: 'Delayed copy', samples, inputShape: [length, 1], featureNames: null, targetName: 'bit', classes: ['0', '1'] })

export const delayedCopy = defineGenerator({
  label: text('Delayed copy', 'Copia con retardo'),
  doc: text(
    'Sequences of random bits; the class is the bit that was seen some steps before the end, whatever came after it.',
    'Secuencias de bits al azar; la clase es el bit que se vio algunos pasos antes del final, sea lo que sea lo que vino después.',
  ),
  reference: 'Bengio, Simard & Frasconi (1994), "Learning long-term dependencies with gradient descent is difficult"',
  hyperparameters: {
    samples: samplesOf(1000),
    length: lengthOf(20),
    delay: int({ default: 10, min: 0, max: 999, label: text('Delay', 'Retardo'), doc: text('Steps between the bit and the end; 0 is the last bit.', 'Pasos entre el bit y el final; 0 es el último bit.'), unit: text('steps', 'pasos') }),
  },
  check({ length, delay }, path) {
    return delay < length ? [] : [{ path: `${path}.delay`, expected: text(`at most ${length - 1}, less than the length`, `como mucho ${length - 1}, menos que la longitud`), received: String(delay) }]
  },
  describe: (hyperparameters) => describeClasses(madeOf(hyperparameters)),
  generate: ({ delay, ...hyperparameters }, seed) =>
    classesDataset(madeOf(hyperparameters), seed, (label, _, random, sample) => {
      for (let step = 0; step < sample.length; step++) sample[step] = random.integer(2)
      sample[sample.length - 1 - delay] = label
    }),
})
