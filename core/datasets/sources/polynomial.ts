import { float, int } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { describeValues, noiseOf, samplesOf, valuesDataset } from '../generated.ts'

/** So that the degree is what it says. */
const LEAST_LEADING = 0.5

const madeOf = ({ samples, powers }: { readonly samples: number; readonly powers: number }) =>
  ({ name: 'Polynomial', samples, inputShape: [powers], featureNames: Array.from({ length: powers }, (_, k) => (k === 0 ? 'x' : `x^${k + 1}`)), targetNames: ['y'] })

export const polynomial = defineGenerator({
  label: text('Noisy polynomial', 'Polinomio con ruido'),
  doc: text(
    'A polynomial of known degree, $y = Σ_k c_k T_k(x/r) + ε$ with Chebyshev polynomials $T_k$ and normal $c_k$ from the seed, to see it fitted too loosely or too closely. With several powers of x as inputs a linear unit fits a polynomial of that degree.',
    'Un polinomio de grado conocido, $y = Σ_k c_k T_k(x/r) + ε$ con polinomios de Chebyshev $T_k$ y $c_k$ normales según la semilla, para verlo ajustado de menos o de más. Con varias potencias de x como entradas, una neurona lineal ajusta un polinomio de ese grado.',
  ),
  reference: 'Lecture 000 (overfitting); Bishop (2006), "Pattern Recognition and Machine Learning", section 1.1',
  hyperparameters: {
    samples: samplesOf(100),
    degree: int({ default: 3, min: 0, max: 20, label: text('Degree', 'Grado'), doc: text('Of the true polynomial.', 'Del polinomio verdadero.') }),
    noise: noiseOf(0.2),
    range: float({ default: 1, above: 0, label: text('Range', 'Intervalo'), doc: text('x lies between −r and r.', 'x está entre −r y r.') }),
    powers: int({ default: 1, min: 1, max: 20, label: text('Powers', 'Potencias'), doc: text('The inputs are x, x², … up to this power.', 'Las entradas son x, x², … hasta esta potencia.') }),
  },
  describe: (hyperparameters) => describeValues(madeOf(hyperparameters)),
  generate: ({ degree, noise, range, ...hyperparameters }, seed) =>
    valuesDataset(madeOf(hyperparameters), seed, (random) => {
      const coefficients = Float64Array.from({ length: degree + 1 }, () => random.normal())
      const leading = coefficients[degree]
      if (Math.abs(leading) < LEAST_LEADING) coefficients[degree] = leading < 0 ? -LEAST_LEADING : LEAST_LEADING
      return (sample, values) => {
        const t = 2 * random.uniform() - 1
        let power = 1
        for (let k = 0; k < sample.length; k++) sample[k] = power *= range * t
        values[0] = coefficients.reduce((sum, coefficient, k) => sum + coefficient * Math.cos(k * Math.acos(t)), 0) + (noise === 0 ? 0 : noise * random.normal())
      }
    }),
})
