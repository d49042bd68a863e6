import { int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineSaliency, type ExplainedNetwork } from './definition.ts'

/** Copies of the sample that are looked at in one call. */
const ROWS = 64

export const occlusion = defineSaliency({
  label: text('Occlusion', 'Oclusión'),
  doc: text(
    'What the output loses when a patch of the sample is replaced by the mean training sample: no gradients, just trials. Features of a table are hidden one by one.',
    'Lo que pierde la salida cuando un parche de la muestra se cambia por la muestra media: sin gradientes, solo pruebas. Las características de una tabla se ocultan una a una.',
  ),
  reference: 'Zeiler & Fergus (2014)',
  sign: 'signed',
  hyperparameters: {
    size: int({ label: text('Patch', 'Parche'), default: 5, min: 1, max: 64, unit: text('pixels', 'píxeles'), doc: text('Width and height of the patch that is hidden.', 'Ancho y alto del parche que se oculta.') }),
    stride: int({ label: text('Step', 'Paso'), default: 2, min: 1, max: 32, unit: text('pixels', 'píxeles'), doc: text('How far the patch is moved each time.', 'Cuánto se mueve el parche cada vez.') }),
  },
  compute(network, input, output, { size, stride }) {
    const patches = patchesOf(network, size, stride)
    const [whole] = network.scores(input, 1, output)
    const sums = new Float64Array(input.length)
    const counts = new Uint32Array(input.length)
    for (let start = 0; start < patches.length; start += ROWS) {
      const hidden = patches.slice(start, start + ROWS)
      const inputs = new Float32Array(hidden.length * input.length)
      hidden.forEach((patch, row) => {
        const copy = inputs.subarray(row * input.length, (row + 1) * input.length)
        copy.set(input)
        for (const index of patch) copy[index] = network.background[index]
      })
      network.scores(inputs, hidden.length, output).forEach((score, row) => {
        for (const index of hidden[row]) {
          sums[index] += whole - score
          counts[index]++
        }
      })
    }
    return Float32Array.from(sums, (sum, i) => (counts[i] === 0 ? 0 : sum / counts[i]))
  },
})

/** The positions in the input that each trial hides; patches reach to the border and across all channels. */
function patchesOf({ inputShape, background }: Pick<ExplainedNetwork, 'inputShape' | 'background'>, size: number, stride: number): readonly (readonly number[])[] {
  if (inputShape.length !== 3) return Array.from(background, (_, index) => [index])
  const [channels, height, width] = inputShape
  const starts = (length: number): readonly number[] => {
    const last = Math.max(0, length - size)
    const found: number[] = []
    for (let start = 0; start < last; start += stride) found.push(start)
    return [...found, last]
  }
  return starts(height).flatMap((top) => starts(width).map((left) => {
    const patch: number[] = []
    for (let channel = 0; channel < channels; channel++) {
      for (let y = top; y < Math.min(height, top + size); y++) for (let x = left; x < Math.min(width, left + size); x++) patch.push((channel * height + y) * width + x)
    }
    return patch
  }))
}
