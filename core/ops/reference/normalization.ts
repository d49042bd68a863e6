import type { ChannelScale, Ops } from '../ops.ts'
import type { Tensor } from '../tensor.ts'
import type { Emit } from './engine.ts'

type NormalizationOps = Pick<Ops, 'batchMoments' | 'inverseDeviation' | 'normalizeChannels' | 'normalizeChannelsBackward' | 'normalizeRows' | 'normalizeRowsBackward'>

export const normalizationOps = (emit: Emit): NormalizationOps => ({
  batchMoments(x, epsilon, { mean, inverse }, running) {
    emit(() => {
      forEachChannel(x, (channel, places) => {
        let sum = 0
        for (const i of places) sum += x.data[i]
        const m = mean.data[channel] = sum / places.length
        let squares = 0
        for (const i of places) squares += (x.data[i] - m) ** 2
        inverse.data[channel] = 1 / Math.sqrt(squares / places.length + epsilon)
        // A single value has no unbiased variance to follow.
        if (running === null || places.length === 1) return
        running.mean.data[channel] += running.momentum * (m - running.mean.data[channel])
        running.variance.data[channel] += running.momentum * (squares / (places.length - 1) - running.variance.data[channel])
      })
    })
  },

  inverseDeviation(variance, epsilon, inverse) {
    emit(() => {
      for (let i = 0; i < inverse.data.length; i++) inverse.data[i] = 1 / Math.sqrt(variance.data[i] + epsilon)
    })
  },

  normalizeChannels(x, scale, y) {
    emit(() => {
      forEachChannel(x, (channel, places) => {
        const { mean, inverse, weight, bias } = numbersOf(scale, channel)
        for (const i of places) y.data[i] = (x.data[i] - mean) * inverse * weight + bias
      })
    })
  },

  normalizeChannelsBackward(x, scale, dy, gradients) {
    const fixed = gradients.fixed || scale.moments === null
    emit(() => {
      forEachChannel(x, (channel, places) => {
        const { mean, inverse, weight } = numbersOf(scale, channel)
        let sum = 0
        let products = 0
        for (const i of places) {
          sum += dy.data[i]
          products += dy.data[i] * (x.data[i] - mean) * inverse
        }
        write(gradients.weight, channel, products)
        write(gradients.bias, channel, sum)
        if (gradients.x === null) return
        for (const i of places) {
          const normalized = (x.data[i] - mean) * inverse
          gradients.x.data[i] = weight * inverse * (fixed ? dy.data[i] : dy.data[i] - (sum + normalized * products) / places.length)
        }
      })
    })
  },

  normalizeRows(x, epsilon, y, inverse) {
    const rows = inverse.data.length
    const length = x.data.length / rows
    emit(() => {
      for (let r = 0; r < rows; r++) {
        const row = Float64Array.from(x.data.subarray(r * length, (r + 1) * length))
        const mean = row.reduce((sum, value) => sum + value, 0) / length
        const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / length
        inverse.data[r] = 1 / Math.sqrt(variance + epsilon)
        for (let i = 0; i < length; i++) y.data[r * length + i] = (row[i] - mean) * inverse.data[r]
      }
    })
  },

  normalizeRowsBackward(y, inverse, dy, dx) {
    const rows = inverse.data.length
    const length = y.data.length / rows
    emit(() => {
      for (let r = 0; r < rows; r++) {
        let sum = 0
        let products = 0
        for (let i = r * length; i < (r + 1) * length; i++) {
          sum += dy.data[i]
          products += dy.data[i] * y.data[i]
        }
        for (let i = r * length; i < (r + 1) * length; i++) dx.data[i] = inverse.data[r] * (dy.data[i] - (sum + y.data[i] * products) / length)
      }
    })
  },
})

const numbersOf = ({ moments, weight, bias }: ChannelScale, channel: number) => ({
  mean: moments?.mean.data[channel] ?? 0,
  inverse: moments?.inverse.data[channel] ?? 1,
  weight: weight?.data[channel] ?? 1,
  bias: bias?.data[channel] ?? 0,
})

function write(target: { readonly gradient: Tensor; readonly accumulate: boolean } | null, channel: number, value: number): void {
  if (target !== null) target.gradient.data[channel] = value + (target.accumulate ? target.gradient.data[channel] : 0)
}

/** Visits each channel of x [n, c, …] with the places of its values. */
function forEachChannel({ shape: [samples, channels], data }: Tensor, visit: (channel: number, places: readonly number[]) => void): void {
  const size = data.length / (samples * channels)
  for (let channel = 0; channel < channels; channel++) {
    const places: number[] = []
    for (let sample = 0; sample < samples; sample++) {
      const start = (sample * channels + channel) * size
      for (let i = start; i < start + size; i++) places.push(i)
    }
    visit(channel, places)
  }
}
