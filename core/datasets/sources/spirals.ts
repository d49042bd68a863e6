import { float, int } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { describePlanar, jitter, noiseOf, planarDataset, samplesOf } from '../generated.ts'

const classesOf = (samples: number, arms: number) => ({ name: 'Spirals', samples, classes: Array.from({ length: arms }, (_, arm) => String(arm)) })

export const spirals = defineGenerator({
  label: text('Spirals', 'Espirales'),
  doc: text('Arms that wind around each other: easy to see, hard for a small network.', 'Brazos que se enroscan entre sí: fáciles de ver, difíciles para una red pequeña.'),
  reference: 'Lang & Witbrock (1988), "Learning to tell two spirals apart"',
  hyperparameters: {
    samples: samplesOf(500),
    noise: noiseOf(0.02),
    turns: float({ default: 1.5, above: 0, max: 10, label: text('Turns', 'Vueltas'), doc: text('How often an arm winds around the middle.', 'Cuántas veces rodea un brazo el centro.') }),
    arms: int({ default: 2, min: 2, max: 10, label: text('Arms', 'Brazos'), doc: text('How many arms there are; each is a class.', 'Cuántos brazos hay; cada uno es una clase.') }),
  },
  describe: ({ samples, arms }) => describePlanar(classesOf(samples, arms)),
  generate: ({ samples, noise, turns, arms }, seed) =>
    planarDataset(classesOf(samples, arms), seed, (label, _, random) => {
      // The square root spreads the points evenly along the arm, which is longer outside.
      const radius = Math.sqrt(random.uniform())
      const angle = 2 * Math.PI * (turns * radius + label / arms)
      const [dx, dy] = jitter(random, noise)
      return [radius * Math.cos(angle) + dx, radius * Math.sin(angle) + dy]
    }),
})
