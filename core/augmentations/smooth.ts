/** A Gaussian of deviation `sigma`, cut off at three deviations, that sums to 1. */
export function gaussianKernel(sigma: number): Float64Array {
  const radius = Math.max(1, Math.round(3 * sigma))
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

/** Smooths a plane in place along both axes; beyond its edges it goes on from the other side, so that borders are as rough as the middle. */
export function smoothPlane(plane: Float32Array, height: number, width: number, kernel: Float64Array, scratch: Float32Array): void {
  smoothLines(plane, scratch, { lines: height, length: width, between: width, along: 1 }, kernel)
  smoothLines(scratch, plane, { lines: width, length: height, between: 1, along: width }, kernel)
}

interface Lines {
  readonly lines: number
  readonly length: number
  /** Distance from one line to the next, and from one number of a line to the next. */
  readonly between: number
  readonly along: number
}

function smoothLines(from: Float32Array, to: Float32Array, { lines, length, between, along }: Lines, kernel: Float64Array): void {
  const radius = kernel.length >> 1
  // A line with what goes on beyond its ends, so that the inner loop has no bounds to look after; neighbours at the same distance share a weight.
  const extended = new Float64Array(length + 2 * radius)
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < extended.length; i++) extended[i] = from[line * between + ((((i - radius) % length) + length) % length) * along]
    for (let i = 0; i < length; i++) {
      let sum = kernel[radius] * extended[i + radius]
      for (let k = 1; k <= radius; k++) sum += kernel[radius + k] * (extended[i + radius - k] + extended[i + radius + k])
      to[line * between + i * along] = sum
    }
  }
}
