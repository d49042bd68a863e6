import type { ConvolutionGeometry, Ops } from '../ops.ts'
import type { Tensor } from '../tensor.ts'
import type { Emit } from './engine.ts'

type ConvolutionOps = Pick<Ops, 'pad' | 'convolve' | 'convolveInputGradient' | 'convolveWeightGradient' | 'channelSums'>

export const convolutionOps = (emit: Emit): ConvolutionOps => ({
  pad(x, out, [top, left]) {
    const [images, channels, height, width] = x.shape
    const [, , outHeight, outWidth] = out.shape
    emit(() => {
      out.data.fill(0)
      for (let plane = 0; plane < images * channels; plane++) {
        for (let r = 0; r < height; r++) {
          const from = (plane * height + r) * width
          out.data.set(x.data.subarray(from, from + width), (plane * outHeight + r + top) * outWidth + left)
        }
      }
    })
  },

  convolve(x, weight, bias, y, geometry) {
    const [images, outputs, rows, columns] = y.shape
    emit(() => {
      for (let b = 0; b < images; b++) {
        for (let o = 0; o < outputs; o++) {
          for (let r = 0; r < rows; r++) {
            for (let q = 0; q < columns; q++) {
              let sum = bias === null ? 0 : bias.data[o]
              forEachTap(x, weight, geometry, [b, o, r, q], (at, tap) => { sum += x.data[at] * weight.data[tap] })
              y.data[((b * outputs + o) * rows + r) * columns + q] = sum
            }
          }
        }
      }
    })
  },

  convolveInputGradient(dy, weight, dx, geometry, [top, left]) {
    const [images, , rows, columns] = dy.shape
    const [, channels, height, width] = dx.shape
    const paddedWidth = Math.max(width + left, (columns - 1) * geometry.stride[1] + (weight.shape[3] - 1) * geometry.dilation[1] + 1)
    const paddedHeight = Math.max(height + top, (rows - 1) * geometry.stride[0] + (weight.shape[2] - 1) * geometry.dilation[0] + 1)
    const padded = { shape: [images, channels, paddedHeight, paddedWidth], data: new Float64Array(images * channels * paddedHeight * paddedWidth) }
    emit(() => {
      padded.data.fill(0)
      forEachOutput(dy, (index, place) => forEachTap(padded, weight, geometry, place, (at, tap) => { padded.data[at] += dy.data[index] * weight.data[tap] }))
      for (let plane = 0; plane < images * channels; plane++) {
        for (let r = 0; r < height; r++) {
          const from = (plane * paddedHeight + r + top) * paddedWidth + left
          dx.data.set(padded.data.subarray(from, from + width), (plane * height + r) * width)
        }
      }
    })
  },

  convolveWeightGradient(x, dy, gradient, geometry, accumulate = false) {
    emit(() => {
      if (!accumulate) gradient.data.fill(0)
      forEachOutput(dy, (index, place) => forEachTap(x, gradient, geometry, place, (at, tap) => { gradient.data[tap] += dy.data[index] * x.data[at] }))
    })
  },

  channelSums(x, sums, accumulate = false) {
    const [images, channels] = x.shape
    const pixels = x.data.length / (images * channels)
    emit(() => {
      if (!accumulate) sums.data.fill(0)
      for (let b = 0; b < images; b++) {
        for (let c = 0; c < channels; c++) {
          for (let p = 0; p < pixels; p++) sums.data[c] += x.data[(b * channels + c) * pixels + p]
        }
      }
    })
  },
})

/** Image, output channel, row, column. */
type Place = readonly [number, number, number, number]

function forEachOutput({ shape: [images, outputs, rows, columns] }: Tensor, visit: (index: number, place: Place) => void): void {
  let index = 0
  for (let b = 0; b < images; b++) {
    for (let o = 0; o < outputs; o++) {
      for (let r = 0; r < rows; r++) {
        for (let q = 0; q < columns; q++) visit(index++, [b, o, r, q])
      }
    }
  }
}

/** Visits what one output is summed over: positions in the padded images and in the weights. */
function forEachTap(x: Tensor, weight: Tensor, { stride, dilation, groups }: ConvolutionGeometry, [b, o, r, q]: Place, visit: (at: number, tap: number) => void): void {
  const [, channels, height, width] = x.shape
  const [outputs, groupChannels, kh, kw] = weight.shape
  const firstChannel = Math.floor(o / (outputs / groups)) * groupChannels
  for (let c = 0; c < groupChannels; c++) {
    for (let i = 0; i < kh; i++) {
      for (let j = 0; j < kw; j++) {
        const row = r * stride[0] + i * dilation[0]
        const column = q * stride[1] + j * dilation[1]
        visit(((b * channels + firstChannel + c) * height + row) * width + column, ((o * groupChannels + c) * kh + i) * kw + j)
      }
    }
  }
}
