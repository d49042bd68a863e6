/** Side of the box that the ink is scaled to, of the image's: 20 of 28 pixels. */
const BOX_SHARE = 20 / 28

/** Where a pixel's ink begins to count. */
const INK = 0.05

/**
 * A drawing as MNIST's digits are: the ink, from 0 to 1 on `side` × `side` places, is scaled to fit a box of 20/28 of the image and laid so that its
 * centre of mass is the image's middle. Null where there is no ink. LeCun, Bottou, Bengio & Haffner (1998), section III.
 */
export function centreDrawing(ink: Float32Array, side: number, size: { readonly width: number; readonly height: number }): Float32Array | null {
  let [left, top, right, bottom, mass, x, y] = [side, side, -1, -1, 0, 0, 0]
  ink.forEach((value, i) => {
    if (value < INK) return
    const [column, row] = [i % side, Math.floor(i / side)]
    left = Math.min(left, column)
    right = Math.max(right, column)
    top = Math.min(top, row)
    bottom = Math.max(bottom, row)
    mass += value
    x += value * (column + 0.5)
    y += value * (row + 0.5)
  })
  if (mass === 0) return null
  const { width, height } = size
  const scale = Math.max((right - left + 1) / (BOX_SHARE * width), (bottom - top + 1) / (BOX_SHARE * height))
  // Each pixel is the mean of the square of the drawing that it covers.
  const start = { x: x / mass - (width / 2) * scale, y: y / mass - (height / 2) * scale }
  return Float32Array.from({ length: width * height }, (_, i) => meanOver(ink, side, start.x + (i % width) * scale, start.y + Math.floor(i / width) * scale, scale))
}

function meanOver(ink: Float32Array, side: number, left: number, top: number, size: number): number {
  let sum = 0
  for (let row = Math.max(0, Math.floor(top)); row < Math.min(side, top + size); row++) {
    const tall = Math.min(top + size, row + 1) - Math.max(top, row)
    for (let column = Math.max(0, Math.floor(left)); column < Math.min(side, left + size); column++) {
      sum += tall * (Math.min(left + size, column + 1) - Math.max(left, column)) * ink[row * side + column]
    }
  }
  return Math.min(1, sum / size ** 2)
}
