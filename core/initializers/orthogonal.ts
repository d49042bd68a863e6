import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineTensorInitializer } from './definition.ts'

export const orthogonal = defineTensorInitializer({
  label: text('Orthogonal', 'Ortogonal'),
  doc: text(
    'A random orthogonal matrix times a gain: rows (or columns, where there are fewer) at right angles and of one length, so that signals keep theirs through many layers.',
    'Una matriz ortogonal aleatoria por una ganancia: filas (o columnas, si son menos) perpendiculares y de igual longitud, así las señales conservan la suya a través de muchas capas.',
  ),
  reference: 'Saxe, McClelland & Ganguli (2014); catalogue INI-6',
  hyperparameters: {
    gain: float({ label: text('Gain', 'Ganancia'), default: 1, above: 0, doc: text('Length of each row; √2 before ReLU units.', 'Longitud de cada fila; √2 ante unidades ReLU.') }),
  },
  fill(values, random, { shape: [rows, ...rest] }, { gain }) {
    const columns = rest.reduce((product, length) => product * length, 1)
    const short = Math.min(rows, columns)
    const long = Math.max(rows, columns)
    const vectors = orthonormalVectors(short, long, () => random.normal())
    for (let i = 0; i < short; i++) {
      for (let j = 0; j < long; j++) values[rows <= columns ? i * columns + j : j * columns + i] = gain * vectors[i][j]
    }
  },
})

/** `count` vectors of length 1 at right angles: Gram–Schmidt on normal vectors, each projection taken twice so that rounding does not spoil the angles. */
function orthonormalVectors(count: number, length: number, draw: () => number): Float64Array[] {
  const vectors: Float64Array[] = []
  for (let i = 0; i < count; i++) {
    const vector = Float64Array.from({ length }, draw)
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) {
        const along = dot(vector, other)
        for (let j = 0; j < length; j++) vector[j] -= along * other[j]
      }
    }
    const size = Math.sqrt(dot(vector, vector))
    vectors.push(vector.map((value) => value / size))
  }
  return vectors
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0)
