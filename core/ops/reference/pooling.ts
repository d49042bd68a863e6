import type { Ops, PoolingWindow } from '../ops.ts'
import type { Tensor } from '../tensor.ts'
import type { Emit } from './engine.ts'

type PoolingOps = Pick<Ops, 'maxPool' | 'maxPoolBackward' | 'averagePool' | 'averagePoolBackward'>

export const poolingOps = (emit: Emit): PoolingOps => ({
  maxPool(x, y, positions, window) {
    emit(() => {
      forEachWindow(x, y, window, (output, planeStart, places) => {
        let best = places[0]
        for (const place of places) {
          const value = x.data[planeStart + place]
          const greatest = x.data[planeStart + best]
          if (value > greatest || (Number.isNaN(value) && !Number.isNaN(greatest))) best = place
        }
        y.data[output] = x.data[planeStart + best]
        positions.data[output] = best
      })
    })
  },

  maxPoolBackward(dy, positions, dx) {
    const [images, channels] = dy.shape
    const outputs = dy.data.length / (images * channels)
    const inputs = dx.data.length / (images * channels)
    emit(() => {
      dx.data.fill(0)
      for (let i = 0; i < dy.data.length; i++) dx.data[Math.floor(i / outputs) * inputs + positions.data[i]] += dy.data[i]
    })
  },

  averagePool(x, y, window) {
    emit(() => {
      forEachWindow(x, y, window, (output, planeStart, places) => {
        let sum = 0
        for (const place of places) sum += x.data[planeStart + place]
        y.data[output] = sum / places.length
      })
    })
  },

  averagePoolBackward(dy, dx, window) {
    emit(() => {
      dx.data.fill(0)
      forEachWindow(dx, dy, window, (output, planeStart, places) => {
        for (const place of places) dx.data[planeStart + place] += dy.data[output] / places.length
      })
    })
  },
})

/** Visits each output with the places of its window that lie inside the input plane, row by row. */
function forEachWindow(input: Tensor, output: Tensor, { size, stride, padding }: PoolingWindow, visit: (output: number, planeStart: number, places: readonly number[]) => void): void {
  const [images, channels, height, width] = input.shape
  const [, , rows, columns] = output.shape
  let index = 0
  for (let plane = 0; plane < images * channels; plane++) {
    for (let r = 0; r < rows; r++) {
      for (let q = 0; q < columns; q++) {
        const places: number[] = []
        const top = r * stride[0] - padding[0]
        const left = q * stride[1] - padding[1]
        for (let i = Math.max(0, top); i < Math.min(height, top + size[0]); i++) {
          for (let j = Math.max(0, left); j < Math.min(width, left + size[1]); j++) places.push(i * width + j)
        }
        visit(index++, plane * height * width, places)
      }
    }
  }
}
