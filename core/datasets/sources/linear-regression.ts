import { int } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { describeValues, noiseOf, numbered, samplesOf, valuesDataset } from '../generated.ts'

const madeOf = ({ samples, features }: { readonly samples: number; readonly features: number }) =>
  ({ name: 'Linear regression', samples, inputShape: [features], featureNames: numbered('x', features), targetNames: ['y'] })

export const linearRegression = defineGenerator({
  label: text('Linear regression', 'Regresión lineal'),
  doc: text(
    'A value that depends on the first features alone, $y = Σ_k w_k x_k + ε$, with normal features and weights: which features matter has to be found out.',
    'Un valor que solo depende de las primeras variables, $y = Σ_k w_k x_k + ε$, con variables y pesos normales: hay que averiguar qué variables importan.',
  ),
  reference: 'Pedregosa et al. (2011), scikit-learn, make_regression',
  hyperparameters: {
    samples: samplesOf(300),
    features: int({ default: 10, min: 1, max: 1000, label: text('Features', 'Variables'), doc: text('How many there are.', 'Cuántas hay.') }),
    informative: int({ default: 3, min: 1, max: 1000, label: text('Informative', 'Informativas'), doc: text('How many of them the value depends on.', 'De cuántas de ellas depende el valor.') }),
    noise: noiseOf(0.1),
  },
  check({ features, informative }, path) {
    return informative <= features ? [] : [{ path: `${path}.informative`, expected: text(`at most ${features}, the number of features`, `como mucho ${features}, el número de variables`), received: String(informative) }]
  },
  describe: (hyperparameters) => describeValues(madeOf(hyperparameters)),
  generate: ({ informative, noise, ...hyperparameters }, seed) =>
    valuesDataset(madeOf(hyperparameters), seed, (random) => {
      const weights = Float64Array.from({ length: informative }, () => random.normal())
      return (sample, values) => {
        for (let k = 0; k < sample.length; k++) sample[k] = random.normal()
        values[0] = weights.reduce((sum, weight, k) => sum + weight * sample[k], 0) + (noise === 0 ? 0 : noise * random.normal())
      }
    }),
})
