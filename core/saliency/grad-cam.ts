import { text } from '../schema/text.ts'
import { defineSaliency } from './definition.ts'

export const gradCam = defineSaliency({
  label: text('Grad-CAM', 'Grad-CAM'),
  doc: text(
    'The maps of the last convolutional layer, each weighted by the mean gradient of the output with respect to it: coarse, and about regions instead of pixels.',
    'Los mapas de la última capa convolucional, cada uno ponderado por el gradiente medio de la salida respecto a él: tosco, y sobre regiones en vez de píxeles.',
  ),
  reference: 'Selvaraju et al. (2017)',
  sign: 'positive',
  needsMaps: true,
  hyperparameters: {},
  compute(network, input, output) {
    const maps = network.lastMaps(input, output)
    const result = new Float32Array(input.length)
    if (maps === null || network.inputShape.length !== 3) return result
    const [channels, rows, columns] = maps.shape
    const area = rows * columns
    const coarse = new Float32Array(area)
    for (let channel = 0; channel < channels; channel++) {
      let slope = 0
      for (let i = 0; i < area; i++) slope += maps.gradients[channel * area + i]
      for (let i = 0; i < area; i++) coarse[i] += (slope / area) * maps.values[channel * area + i]
    }
    const [inputChannels, height, width] = network.inputShape
    const pictured = enlarge(coarse.map((value) => Math.max(0, value)), rows, columns, height, width)
    for (let channel = 0; channel < inputChannels; channel++) result.set(pictured, channel * height * width)
    return result
  },
})

/** Bilinear, with pixel centres in the middle of pixels. */
function enlarge(values: Float32Array, rows: number, columns: number, height: number, width: number): Float32Array {
  const result = new Float32Array(height * width)
  for (let y = 0; y < height; y++) {
    const [top, bottom, down] = between(y, height, rows)
    for (let x = 0; x < width; x++) {
      const [left, right, along] = between(x, width, columns)
      const upper = values[top * columns + left] * (1 - along) + values[top * columns + right] * along
      const lower = values[bottom * columns + left] * (1 - along) + values[bottom * columns + right] * along
      result[y * width + x] = upper * (1 - down) + lower * down
    }
  }
  return result
}

/** The neighbours of a pixel in a coarser line, and how far it is from the first. */
function between(position: number, fine: number, coarse: number): readonly [number, number, number] {
  const place = Math.min(coarse - 1, Math.max(0, ((position + 0.5) * coarse) / fine - 0.5))
  const first = Math.floor(place)
  return [first, Math.min(coarse - 1, first + 1), place - first]
}
