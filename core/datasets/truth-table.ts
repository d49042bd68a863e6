import type { Random } from '../math/random.ts'
import { int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'

/** How many rows of a truth table are made. */
export const rowCount = int({
  default: 400, min: 2, max: 1_000_000, scale: 'log',
  label: text('Samples', 'Muestras'),
  doc: text('How many samples are made; as many as the table has rows give it once, in its order.', 'Cuántas muestras se crean; tantas como filas tiene la tabla la dan una vez, en su orden.'),
})

/** Writes the rows of a truth table in turn, the last input changing fastest; `truth` decides by how many inputs are 1. */
export const rowsOf = ({ inputs, noise }: { readonly inputs: number; readonly noise: number }, truth: (ones: number) => boolean) =>
  (index: number, random: Random, sample: Float32Array): number => {
    const row = index % 2 ** inputs
    let ones = 0
    for (let k = 0; k < inputs; k++) {
      const bit = (row >> (inputs - 1 - k)) & 1
      ones += bit
      sample[k] = noise === 0 ? bit : bit + noise * random.normal()
    }
    return truth(ones) ? 1 : 0
  }
