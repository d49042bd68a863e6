import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { describePlanar, jitter, noiseOf, planarDataset, samplesOf } from '../generated.ts'

const classesOf = (samples: number) => ({ name: 'Moons', samples, classes: ['upper', 'lower'] })

export const moons = defineGenerator({
  label: text('Moons', 'Lunas'),
  doc: text('Two half circles that reach into each other.', 'Dos semicírculos que se entrelazan.'),
  reference: 'Pedregosa et al. (2011), scikit-learn, make_moons',
  hyperparameters: { samples: samplesOf(400), noise: noiseOf(0.1) },
  describe: ({ samples }) => describePlanar(classesOf(samples)),
  generate: ({ samples, noise }, seed) =>
    planarDataset(classesOf(samples), seed, (label, _, random) => {
      const angle = Math.PI * random.uniform()
      const [dx, dy] = jitter(random, noise)
      return label === 0 ? [Math.cos(angle) + dx, Math.sin(angle) + dy] : [1 - Math.cos(angle) + dx, 0.5 - Math.sin(angle) + dy]
    }),
})
