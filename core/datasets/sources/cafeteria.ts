import { createRandom } from '../../math/random.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { noiseOf, samplesOf } from '../generated.ts'

/** Cents for a coffee, a juice and a toast: what has to be found out. */
const PRICES = [50, 150, 100]
/** The week of the slide. */
const FIRST_WEEK = [5, 2, 3]
const MOST_A_WEEK = 6

export const cafeteria = defineGenerator({
  label: text('Cafeteria', 'Cafetería'),
  doc: text(
    'Coffees, juices and toasts of a week, and what they cost together in cents: a linear unit finds the price of each. The first week is that of the lecture, 5 · 50 + 2 · 150 + 3 · 100 = 850.',
    'Cafés, zumos y tostadas de una semana, y lo que cuestan juntos en céntimos: una neurona lineal encuentra el precio de cada uno. La primera semana es la de la lección, 5 · 50 + 2 · 150 + 3 · 100 = 850.',
  ),
  reference: 'Lecture 000 (linear neuron)',
  hyperparameters: { samples: samplesOf(40), noise: noiseOf(0) },
  describe: ({ samples }) => ({ name: 'Cafeteria', sampleCount: samples, inputShape: [3], task: 'regression', classes: null, targetNames: ['total'], givenCounts: null }),
  generate({ samples, noise }, seed) {
    const random = createRandom(seed, 'generate/Cafeteria')
    const inputs = new Float32Array(samples * PRICES.length)
    const values = new Float32Array(samples)
    for (let week = 0; week < samples; week++) {
      const amounts = week === 0 ? FIRST_WEEK : PRICES.map(() => random.integer(MOST_A_WEEK + 1))
      inputs.set(amounts, week * PRICES.length)
      values[week] = amounts.reduce((total, amount, item) => total + amount * PRICES[item], 0) + (noise === 0 ? 0 : noise * random.normal())
    }
    return { name: 'Cafeteria', sampleCount: samples, inputShape: [3], inputs, inputScale: 1, featureNames: ['coffee', 'juice', 'toast'], targets: { kind: 'values', names: ['total'], values }, givenParts: null }
  },
})
