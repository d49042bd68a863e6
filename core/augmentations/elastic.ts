import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineGeometric } from './definition.ts'
import { gaussianKernel, smoothPlane } from './smooth.ts'

/** The variance of a number uniform in [−1, 1). */
const UNIFORM_VARIANCE = 1 / 3

export const elastic = defineGeometric({
  label: text('Elastic deformation', 'Deformación elástica'),
  doc: text(
    'Moves every pixel by a random field smoothed with a Gaussian, like ink on a rubber sheet: as hands differ when they write.',
    'Mueve cada píxel según un campo aleatorio suavizado con una gaussiana, como tinta en una lámina de goma: como difieren las manos al escribir.',
  ),
  reference: 'Simard, Steinkraus & Platt (2003), section 2; lecture 000',
  hyperparameters: {
    displacement: float({ label: text('Displacement', 'Desplazamiento'), default: 1.4, min: 0, max: 100, unit: text('pixels', 'píxeles'), doc: text('Standard deviation of the distance that a pixel moves, in each direction.', 'Desviación típica de la distancia que se mueve un píxel, en cada dirección.') }),
    smoothness: float({ label: text('Smoothness σ', 'Suavidad σ'), default: 4, min: 0.5, max: 50, unit: text('pixels', 'píxeles'), doc: text('Width of the Gaussian: small values crumple, large ones bend.', 'Anchura de la gaussiana: los valores pequeños arrugan, los grandes curvan.') }),
  },
  prepare(height, width, { displacement, smoothness }) {
    const kernel = gaussianKernel(smoothness)
    const squares = kernel.reduce((sum, weight) => sum + weight * weight, 0)
    // Smoothing along both axes leaves this much of the noise.
    const strength = displacement / (Math.sqrt(UNIFORM_VARIANCE) * squares)
    const [field, scratch] = [new Float32Array(height * width), new Float32Array(height * width)]
    return ({ x, y }, random) => {
      for (const places of [x, y]) {
        for (let i = 0; i < field.length; i++) field[i] = 2 * random.uniform() - 1
        smoothPlane(field, height, width, kernel, scratch)
        for (let i = 0; i < field.length; i++) places[i] += strength * field[i]
      }
    }
  },
})
