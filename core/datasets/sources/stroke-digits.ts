import { createRandom, type Random } from '../../math/random.ts'
import { float, int } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { DIGIT_STROKES, type Point, type Stroke } from '../digit-strokes.ts'
import { drawPolyline, smooth } from '../draw-strokes.ts'
import { samplesOf } from '../generated.ts'

const CLASSES = DIGIT_STROKES.map((_, digit) => String(digit))

/** What distortion 1 amounts to, in shares of the digit's height and in radians. */
const MOST = { tremor: 0.08, slant: 0.6, turn: 0.45, stretch: 0.45, shift: 0.14, pen: 0.6 }

export const strokeDigits = defineGenerator({
  label: text('Drawn digits', 'Cifras dibujadas'),
  doc: text(
    'Digits drawn with a pen as people write them, each with its own tremor, slant, proportions and stroke width; images to learn from with no download.',
    'Cifras trazadas a pluma como se escriben a mano, cada una con su temblor, inclinación, proporciones y grosor; imágenes para aprender sin descargar nada.',
  ),
  hyperparameters: {
    samples: samplesOf(5000),
    size: int({ default: 28, min: 8, max: 128, label: text('Size', 'Tamaño'), doc: text('Height and width of an image.', 'Alto y ancho de una imagen.'), unit: text('pixels', 'píxeles') }),
    strokeWidth: float({ default: 0.1, min: 0.02, max: 0.4, label: text('Stroke width', 'Grosor del trazo'), doc: text('Of the pen, as a share of the image.', 'De la pluma, como fracción de la imagen.') }),
    distortion: float({ default: 0.6, min: 0, max: 1, label: text('Distortion', 'Distorsión'), doc: text('How much one writing of a digit differs from another; 0 draws templates.', 'Cuánto difiere una escritura de otra; con 0 se dibujan plantillas.') }),
    noise: float({ default: 0.03, min: 0, max: 1, label: text('Noise', 'Ruido'), doc: text('Standard deviation of the Gaussian noise on every pixel (white is 1).', 'Desviación típica del ruido gaussiano de cada píxel (el blanco es 1).') }),
  },
  describe: ({ samples, size }) => ({ name: 'Drawn digits', sampleCount: samples, inputShape: [1, size, size], task: 'classification', classes: CLASSES, targetNames: ['digit'], givenCounts: null }),
  generate({ samples, size, strokeWidth, distortion, noise }, seed) {
    const random = createRandom(seed, 'generate/strokeDigits')
    const inputs = new Uint8Array(samples * size * size)
    const labels = Int32Array.from({ length: samples }, (_, i) => i % CLASSES.length)
    const ink = new Float32Array(size * size)
    labels.forEach((digit, i) => {
      ink.fill(0)
      drawDigit(ink, size, digit, strokeWidth, distortion, random)
      for (let k = 0; k < ink.length; k++) {
        const value = noise === 0 ? ink[k] : ink[k] + noise * random.normal()
        inputs[i * ink.length + k] = Math.round(255 * Math.max(0, Math.min(1, value)))
      }
    })
    return { name: 'Drawn digits', sampleCount: samples, inputShape: [1, size, size], inputs, inputScale: 1 / 255, featureNames: null, targets: { kind: 'classes', name: 'digit', classes: CLASSES, labels }, givenParts: null }
  },
})

function drawDigit(ink: Float32Array, size: number, digit: number, strokeWidth: number, distortion: number, random: Random): void {
  const variants = DIGIT_STROKES[digit]
  const strokes = variants[random.integer(variants.length)]
  const place = placement(distortion, random)
  const width = size * strokeWidth * (1 + MOST.pen * distortion * spread(random))
  const toPixels = ([x, y]: Point): Point => [x * size, y * size]
  for (const stroke of strokes) {
    const line = trembling(stroke, MOST.tremor * distortion, random)
    drawPolyline(ink, size, (stroke.corners ? line : smooth(line)).map((point) => toPixels(place(point))), width)
  }
}

const trembling = ({ points }: Stroke, deviation: number, random: Random): Point[] => points.map(([x, y]) => [x + deviation * random.normal() * 0.5, y + deviation * random.normal() * 0.5])

/** Turns, slants, stretches and shifts around the middle; leaves a margin as in handwriting that was cut out. */
function placement(distortion: number, random: Random): (point: Point) => Point {
  const slant = MOST.slant * distortion * spread(random)
  const turn = MOST.turn * distortion * spread(random)
  const width = 0.7 * (1 + MOST.stretch * distortion * spread(random))
  const height = 0.74 * (1 + MOST.stretch * 0.5 * distortion * spread(random))
  const shiftX = MOST.shift * distortion * spread(random)
  const shiftY = MOST.shift * distortion * spread(random)
  return ([x, y]) => {
    const down = (y - 0.5) * height
    const across = (x - 0.5) * width - slant * down
    return [0.5 + shiftX + across * Math.cos(turn) - down * Math.sin(turn), 0.5 + shiftY + across * Math.sin(turn) + down * Math.cos(turn)]
  }
}

/** Uniform between −1 and 1. */
const spread = (random: Random): number => 2 * random.uniform() - 1
