import { createRandom } from '../../math/random.ts'
import { float } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { noiseOf, samplesOf } from '../generated.ts'

export const noisySine = defineGenerator({
  label: text('Noisy sine', 'Seno con ruido'),
  doc: text('A sine sampled at random places, to see a curve fitted too loosely or too closely.', 'Un seno muestreado en lugares al azar, para ver una curva ajustada de menos o de más.'),
  reference: 'Bishop (2006), "Pattern Recognition and Machine Learning", section 1.1',
  hyperparameters: {
    samples: samplesOf(200),
    noise: noiseOf(0.1),
    periods: float({ default: 1, above: 0, max: 100, label: text('Periods', 'Periodos'), doc: text('Waves between x = −1 and x = 1.', 'Ondas entre x = −1 y x = 1.') }),
  },
  describe: ({ samples }) => ({ name: 'Noisy sine', sampleCount: samples, inputShape: [1], task: 'regression', classes: null, targetNames: ['y'], givenCounts: null }),
  generate({ samples, noise, periods }, seed) {
    const random = createRandom(seed, 'generate/noisySine')
    const inputs = new Float32Array(samples)
    const values = new Float32Array(samples)
    for (let i = 0; i < samples; i++) {
      const x = 2 * random.uniform() - 1
      inputs[i] = x
      values[i] = Math.sin(Math.PI * periods * x) + noise * random.normal()
    }
    return { name: 'Noisy sine', sampleCount: samples, inputShape: [1], inputs, inputScale: 1, featureNames: ['x'], targets: { kind: 'values', names: ['y'], values }, givenParts: null }
  },
})
