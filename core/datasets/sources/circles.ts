import { float } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { describePlanar, jitter, noiseOf, planarDataset, samplesOf } from '../generated.ts'

const classesOf = (samples: number) => ({ name: 'Circles', samples, classes: ['outer', 'inner'] })

export const circles = defineGenerator({
  label: text('Circles', 'Círculos'),
  doc: text('A circle within a circle: the distance from the middle tells the class.', 'Un círculo dentro de otro: la distancia al centro da la clase.'),
  reference: 'Pedregosa et al. (2011), scikit-learn, make_circles',
  hyperparameters: {
    samples: samplesOf(400),
    noise: noiseOf(0.08),
    ratio: float({ default: 0.5, above: 0, below: 1, label: text('Ratio', 'Razón'), doc: text('Radius of the inner circle; the outer one has radius 1.', 'Radio del círculo interior; el exterior tiene radio 1.') }),
  },
  describe: ({ samples }) => describePlanar(classesOf(samples)),
  generate: ({ samples, noise, ratio }, seed) =>
    planarDataset(classesOf(samples), seed, (label, _, random) => {
      const angle = 2 * Math.PI * random.uniform()
      const radius = label === 0 ? 1 : ratio
      const [dx, dy] = jitter(random, noise)
      return [radius * Math.cos(angle) + dx, radius * Math.sin(angle) + dy]
    }),
})
