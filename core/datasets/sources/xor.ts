import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { describePlanar, jitter, noiseOf, planarDataset, samplesOf } from '../generated.ts'

const classesOf = (samples: number) => ({ name: 'XOR', samples, classes: ['0', '1'] })

export const xor = defineGenerator({
  label: text('XOR', 'XOR'),
  doc: text('The four corners of a square, opposite ones of the same class: no straight line separates them.', 'Las cuatro esquinas de un cuadrado, las opuestas de la misma clase: ninguna recta las separa.'),
  reference: 'Minsky & Papert (1969), "Perceptrons"',
  hyperparameters: { samples: samplesOf(400), noise: noiseOf(0.1) },
  describe: ({ samples }) => describePlanar(classesOf(samples)),
  generate: ({ samples, noise }, seed) =>
    planarDataset(classesOf(samples), seed, (label, turn, random) => {
      const x = turn % 2
      const [dx, dy] = jitter(random, noise)
      return [x + dx, (x ^ label) + dy]
    }),
})
