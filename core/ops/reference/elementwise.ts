import { philox } from '../../math/random.ts'
import { sizeOf } from '../../math/shape.ts'
import type { Ops } from '../ops.ts'
import type { Clock, Emit } from './engine.ts'

type ElementwiseOps = Pick<Ops, 'copy' | 'copyStrided' | 'add' | 'multiply' | 'mean' | 'addSquaredNorm' | 'scale' | 'addScaled' | 'fill' | 'gather' | 'gatherIndices' | 'dropoutMask'>

export const elementwiseOps = (emit: Emit, clock: Clock): ElementwiseOps => ({
  copy: (from, to) => emit(() => to.data.set(from.data)),

  copyStrided(from, to, { counts, width, from: source, to: target }) {
    emit(() => {
      for (let i = 0; i < counts[0]; i++) {
        for (let j = 0; j < counts[1]; j++) {
          const start = source[0] + i * source[1] + j * source[2]
          to.data.set(from.data.subarray(start, start + width), target[0] + i * target[1] + j * target[2])
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
    const words = new Uint32Array(4)
    const key: [number, number] = [seed | 0, Math.floor(seed / 2 ** 32) | 0]
    // The same threshold as the wasm kernel's, so that both draw the same masks.
    const threshold = Math.round(keep * 2 ** 24)
    emit(() => {
      for (let i = 0; i < mask.data.length; i++) {
        if (i % 4 === 0) philox([i / 4, clock.step | 0, stream | 0, Math.floor(clock.step / 2 ** 32)], key, words)
        mask.data[i] = words[i % 4] >>> 8 < threshold ? 1 / keep : 0
      }
    })
  },
})
