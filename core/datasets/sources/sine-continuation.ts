import { float, int } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { describeValues, noiseOf, numbered, samplesOf, valuesDataset } from '../generated.ts'
import { lengthOf } from '../sequence.ts'

const madeOf = ({ samples, length, ahead }: { readonly samples: number; readonly length: number; readonly ahead: number }) =>
  ({ name: 'Sine continuation', samples, inputShape: [length, 1], featureNames: null, targetNames: numbered('next', ahead) })

export const sineContinuation = defineGenerator({
  label: text('Continuing a sine', 'Continuación de un seno'),
  doc: text(
    'A stretch of a sine whose phase and period differ from sample to sample, with noise; the steps that follow, without noise, are to be predicted.',
    'Un tramo de un seno cuya fase y periodo cambian de una muestra a otra, con ruido; hay que predecir los pasos siguientes, sin ruido.',
  ),
  hyperparameters: {
    samples: samplesOf(1000),
    length: lengthOf(25),
    ahead: int({ default: 1, min: 1, max: 100, label: text('Ahead', 'Horizonte'), doc: text('How many steps are predicted.', 'Cuántos pasos se predicen.'), unit: text('steps', 'pasos') }),
    shortest: float({ default: 10, min: 2, label: text('Shortest period', 'Menor periodo'), doc: text('Of the waves.', 'De las ondas.'), unit: text('steps', 'pasos') }),
    longest: float({ default: 40, min: 2, label: text('Longest period', 'Mayor periodo'), doc: text('Of the waves.', 'De las ondas.'), unit: text('steps', 'pasos') }),
    noise: noiseOf(0.05),
  },
  check({ shortest, longest }, path) {
    return shortest <= longest ? [] : [{ path: `${path}.longest`, expected: text(`at least ${shortest}, the shortest period`, `al menos ${shortest}, el menor periodo`), received: String(longest) }]
  },
  describe: (hyperparameters) => describeValues(madeOf(hyperparameters)),
  generate({ shortest, longest, noise, ...hyperparameters }, seed) {
    const { length, ahead } = hyperparameters
    return valuesDataset(madeOf(hyperparameters), seed, (random) => (sample, values) => {
      const phase = 2 * Math.PI * random.uniform()
      const rate = (2 * Math.PI) / (shortest + (longest - shortest) * random.uniform())
      for (let step = 0; step < length; step++) sample[step] = Math.sin(phase + rate * step) + (noise === 0 ? 0 : noise * random.normal())
      for (let step = 0; step < ahead; step++) values[step] = Math.sin(phase + rate * (length + step))
    })
  },
})
