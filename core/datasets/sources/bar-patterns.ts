import { int } from '../../schema/hyperparameter.ts'
import type { Random } from '../../math/random.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { classesDataset, describeClasses, noiseOf, numbered, samplesOf } from '../generated.ts'

const madeOf = ({ samples, width }: { readonly samples: number; readonly width: number }) =>
  ({ name: 'Bar patterns', samples, inputShape: [width], featureNames: numbered('pixel', width), targetName: 'pattern', classes: ['A', 'B'] })

export const barPatterns = defineGenerator({
  label: text('Translated bar patterns', 'Patrones de barras trasladados'),
  doc: text(
    'A row of pixels with one of two patterns that have the same number of pixels – A a whole bar, B a bar with a gap – anywhere in the row, around its end too. Over all translations every pixel is on equally often in both, so no perceptron tells them apart.',
    'Una fila de píxeles con uno de dos patrones con el mismo número de píxeles – A una barra entera, B una barra con un hueco – en cualquier lugar de la fila, también a través de su final. Entre todas las traslaciones cada píxel está encendido igual de veces en ambos, así que ningún perceptrón los distingue.',
  ),
  reference: 'Lecture 000 (group invariance theorem); Minsky & Papert (1969), "Perceptrons"',
  hyperparameters: {
    samples: samplesOf(32),
    width: int({ default: 16, min: 4, max: 256, label: text('Width', 'Ancho'), doc: text('Of the row; both patterns have as many translations, so twice as many samples show each once.', 'De la fila; ambos patrones tienen otras tantas traslaciones, y el doble de muestras muestra cada una una vez.'), unit: text('pixels', 'píxeles') }),
    pixels: int({ default: 4, min: 2, max: 128, label: text('Pixels', 'Píxeles'), doc: text('That are on in each pattern.', 'Encendidos en cada patrón.') }),
    gap: int({ default: 2, min: 1, max: 128, label: text('Gap', 'Hueco'), doc: text('Pixels that are off in the middle of pattern B.', 'Píxeles apagados en medio del patrón B.') }),
    noise: noiseOf(0),
  },
  check({ width, pixels, gap }, path) {
    // With a gap as long as what is left of the row, B would be A with its end at the beginning.
    return pixels + gap < width ? [] : [{ path: `${path}.width`, expected: text(`at least ${pixels + gap + 1}, more than the pixels and the gap together`, `al menos ${pixels + gap + 1}, más que los píxeles y el hueco juntos`), received: String(width) }]
  },
  describe: (hyperparameters) => describeClasses(madeOf(hyperparameters)),
  generate({ width, pixels, gap, noise, samples }, seed) {
    const order = [0, 1].map(() => Int32Array.from({ length: width }, (_, place) => place))
    const placeOf = (label: number, turn: number, random: Random): number => {
      // Every translation once, in an order of their own, before any comes again.
      if (turn % width === 0) random.shuffle(order[label])
      return order[label][turn % width]
    }
    return classesDataset(madeOf({ samples, width }), seed, (label, turn, random, sample) => {
      const start = placeOf(label, turn, random)
      const half = pixels >> 1
      for (let k = 0; k < pixels; k++) sample[(start + k + (label === 1 && k >= half ? gap : 0)) % width] = 1
      if (noise > 0) for (let k = 0; k < width; k++) sample[k] += noise * random.normal()
    })
  },
})
