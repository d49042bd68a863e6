import { philox } from '../../math/random.ts'
import { sizeOf } from '../../math/shape.ts'
import type { Ops } from '../ops.ts'
import type { Tensor } from '../tensor.ts'
import type { Clock, Emit } from './engine.ts'

type ElementwiseOps = Pick<Ops, 'copy' | 'copyStrided' | 'add' | 'multiply' | 'mean' | 'addSquaredNorm' | 'scale' | 'addScaled' | 'scaleRows' | 'fill' | 'gather' | 'gatherIndices' | 'dropoutMask' | 'normalNoise' | 'uniformNoise'>

export const elementwiseOps = (emit: Emit, clock: Clock): ElementwiseOps => ({
  copy: (from, to) => emit(() => to.data.set(from.data)),

  copyStrided(from, to, { counts, width, from: source, to: target, accumulate = false }) {
    emit(() => {
      for (let i = 0; i < counts[0]; i++) {
        for (let j = 0; j < counts[1]; j++) {
          const start = source[0] + i * source[1] + j * source[2]
          const place = target[0] + i * target[1] + j * target[2]
          for (let k = 0; k < width; k++) to.data[place + k] = from.data[start + k] + (accumulate ? to.data[place + k] : 0)
        }
      }
    })
  },

  add(a, b, out) {
    emit(() => {
      for (let i = 0; i < out.data.length; i++) out.data[i] = a.data[i] + b.data[i]
    })
  },

  multiply(a, b, out) {
    emit(() => {
      for (let i = 0; i < out.data.length; i++) out.data[i] = a.data[i] * b.data[i]
    })
  },

  mean(x, out) {
    emit(() => {
      let sum = 0
      for (const value of x.data) sum += value
      out.data[0] = sum / x.data.length
    })
  },

  addSquaredNorm(x, scale, out) {
    emit(() => {
      let sum = 0
      for (const value of x.data) sum += value * value
      out.data[0] += scale * sum
    })
  },

  scale(factor, x, y) {
    emit(() => {
      for (let i = 0; i < y.data.length; i++) y.data[i] = factor * x.data[i]
    })
  },

  addScaled(scale, x, y) {
    emit(() => {
      for (let i = 0; i < y.data.length; i++) y.data[i] += scale * x.data[i]
    })
  },

  scaleRows: (factors, x, y) => emit(() => {
    const columns = x.data.length / factors.data.length
    for (let i = 0; i < x.data.length; i++) y.data[i] = factors.data[Math.floor(i / columns)] * x.data[i]
  }),
  fill: (x, value) => emit(() => { x.data.fill(value) }),

  gather(source, positions, out) {
    const width = sizeOf(out.shape.slice(1))
    emit(() => {
      positions.data.forEach((position, row) => out.data.set(source.data.subarray(position * width, (position + 1) * width), row * width))
    })
  },

  gatherIndices(source, positions, out) {
    emit(() => {
      positions.data.forEach((position, row) => { out.data[row] = source.data[position] })
    })
  },

  dropoutMask(mask, keep, seed, stream) {
    // The same threshold as the wasm kernel's, so that both draw the same masks.
    const threshold = Math.round(keep * 2 ** 24)
    emit(() => { drawFractions(mask, clock, seed, stream, (fraction) => (fraction * 2 ** 24 < threshold ? 1 / keep : 0)) })
  },

  uniformNoise(out, seed, stream) {
    emit(() => { drawFractions(out, clock, seed, stream, (fraction) => fraction) })
  },

  normalNoise(out, deviation, seed, stream) {
    emit(() => {
      const pairs = { shape: [Math.ceil(out.data.length / 2) * 2], data: new Float64Array(Math.ceil(out.data.length / 2) * 2) }
      drawFractions(pairs, clock, seed, stream, (fraction) => fraction)
      for (let i = 0; i < out.data.length; i++) {
        const radius = deviation * Math.sqrt(-2 * Math.log(pairs.data[i - i % 2] + 2 ** -24))
        const angle = 2 * Math.PI * pairs.data[i - i % 2 + 1]
        out.data[i] = radius * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle))
      }
    })
  },
})

/** Fills a tensor from the stream's words at the clock's step, each as a fraction of 24 bits. */
function drawFractions(out: Tensor, clock: Clock, seed: number, stream: number, value: (fraction: number) => number): void {
  const words = new Uint32Array(4)
  const key: [number, number] = [seed | 0, Math.floor(seed / 2 ** 32) | 0]
  for (let i = 0; i < out.data.length; i++) {
    if (i % 4 === 0) philox([i / 4, clock.step | 0, stream | 0, Math.floor(clock.step / 2 ** 32)], key, words)
    out.data[i] = value((words[i % 4] >>> 8) / 2 ** 24)
  }
}
