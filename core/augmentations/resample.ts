import type { Places } from './definition.ts'

/** Writes to each pixel of every plane what stands at its place, interpolated from the four pixels around it; outside the picture its border goes on. */
export function resample(from: Float32Array, to: Float32Array, height: number, width: number, { x, y }: Places): void {
  const size = height * width
  for (let i = 0; i < size; i++) {
    const px = Math.min(Math.max(x[i], 0), width - 1)
    const py = Math.min(Math.max(y[i], 0), height - 1)
    const left = Math.floor(px)
    const top = Math.floor(py)
    const fx = px - left
    const fy = py - top
    const right = left + 1 < width ? 1 : 0
    const below = top + 1 < height ? width : 0
    for (let plane = 0; plane < from.length; plane += size) {
      const at = plane + top * width + left
      const upper = from[at] + fx * (from[at + right] - from[at])
      const lower = from[at + below] + fx * (from[at + below + right] - from[at + below])
      to[plane + i] = upper + fy * (lower - upper)
    }
  }
}
