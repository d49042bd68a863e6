import type { PenaltyOps } from '../penalty-ops.ts'
import type { Emit } from './engine.ts'

export const penaltyOps = (emit: Emit): PenaltyOps => ({
  addScaledSign(scale, x, y) {
    emit(() => {
      for (let i = 0; i < y.data.length; i++) y.data[i] += scale * Math.sign(x.data[i])
    })
  },

  addAbsoluteSum(x, scale, out) {
    emit(() => {
      let sum = 0
      for (const value of x.data) sum += Math.abs(value)
      out.data[0] += scale * sum
    })
  },

  addEliminationGradient(scale, size, x, y) {
    emit(() => {
      for (let i = 0; i < y.data.length; i++) {
        const relative = x.data[i] / size
        y.data[i] += (2 * scale / size) * relative / (1 + relative ** 2) ** 2
      }
    })
  },

  addElimination(x, scale, size, out) {
    emit(() => {
      let sum = 0
      for (const value of x.data) sum += (value / size) ** 2 / (1 + (value / size) ** 2)
      out.data[0] += scale * sum
    })
  },

  clamp(x, limit) {
    emit(() => {
      for (let i = 0; i < x.data.length; i++) x.data[i] = Math.min(Math.max(x.data[i], -limit), limit)
    })
  },

  limitNorm(x, squaredNorm, limit) {
    emit(() => {
      const norm = Math.sqrt(squaredNorm.data[0])
      if (norm <= limit) return
      for (let i = 0; i < x.data.length; i++) x.data[i] *= limit / norm
    })
  },

  limitRowNorms(x, limit) {
    const length = x.data.length / x.shape[0]
    emit(() => {
      for (let start = 0; start < x.data.length; start += length) {
        let squared = 0
        for (let i = start; i < start + length; i++) squared += x.data[i] ** 2
        const norm = Math.sqrt(squared)
        if (norm <= limit) continue
        for (let i = start; i < start + length; i++) x.data[i] *= limit / norm
      }
    })
  },
})
