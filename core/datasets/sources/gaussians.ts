import { float } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { describePlanar, jitter, planarDataset, samplesOf } from '../generated.ts'

const classesOf = (samples: number) => ({ name: 'Two Gaussians', samples, classes: ['0', '1'] })

export const gaussians = defineGenerator({
  label: text('Two Gaussians', 'Dos gaussianas'),
  doc: text('Two round clouds; where they overlap, even the best classifier errs.', 'Dos nubes redondas; donde se solapan, hasta el mejor clasificador se equivoca.'),
  reference: 'Duda, Hart & Stork (2001), "Pattern Classification", section 2.6',
  hyperparameters: {
    samples: samplesOf(400),
    distance: float({ default: 3, min: 0, label: text('Distance', 'Distancia'), doc: text('Between the two means.', 'Entre las dos medias.') }),
    deviation: float({ default: 1, min: 0, label: text('Deviation', 'Desviación'), doc: text('Standard deviation of each cloud along every axis.', 'Desviación típica de cada nube en cada eje.') }),
  },
  describe: ({ samples }) => describePlanar(classesOf(samples)),
  generate: ({ samples, distance, deviation }, seed) =>
    planarDataset(classesOf(samples), seed, (label, _, random) => {
      // The means lie on the diagonal, so that both features matter.
      const mean = ((label - 0.5) * distance) / Math.SQRT2
      const [dx, dy] = jitter(random, deviation)
      return [mean + dx, mean + dy]
    }),
})
