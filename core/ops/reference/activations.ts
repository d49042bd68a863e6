import type { Ops, UnaryFunction } from '../ops.ts'
import type { Emit } from './engine.ts'

/** Each function with its derivative written through its output y. */
const unaryFunctions: Record<UnaryFunction, { value(x: number): number; derivative(y: number): number }> = {
  exp: { value: Math.exp, derivative: (y) => y },
  logistic: { value: (x) => 1 / (1 + Math.exp(-x)), derivative: (y) => y * (1 - y) },
  tanh: { value: Math.tanh, derivative: (y) => 1 - y * y },
  // Written so that NaN stays NaN.
  relu: { value: (x) => (x <= 0 ? 0 : x), derivative: (y) => (y > 0 ? 1 : 0) },
}

export const activationOps = (emit: Emit): Pick<Ops, 'unary' | 'unaryBackward' | 'softmax' | 'softmaxBackward'> => ({
  unary(name, x, y) {
    const { value } = unaryFunctions[name]
    emit(() => {
      for (let i = 0; i < x.data.length; i++) y.data[i] = value(x.data[i])
    })
  },

  unaryBackward(name, y, dy, dx) {
    const { derivative } = unaryFunctions[name]
    emit(() => {
      for (let i = 0; i < y.data.length; i++) dx.data[i] = dy.data[i] * derivative(y.data[i])
    })
  },

  softmax(x, y) {
    const columns = x.shape[x.shape.length - 1]
    emit(() => {
      for (let start = 0; start < x.data.length; start += columns) {
        let maximum = -Infinity
        for (let j = start; j < start + columns; j++) maximum = Math.max(maximum, x.data[j])
        let sum = 0
        for (let j = start; j < start + columns; j++) sum += y.data[j] = Math.exp(x.data[j] - maximum)
        for (let j = start; j < start + columns; j++) y.data[j] /= sum
      }
    })
  },

  softmaxBackward(y, dy, dx) {
    const columns = y.shape[y.shape.length - 1]
    emit(() => {
      for (let start = 0; start < y.data.length; start += columns) {
        let inner = 0
        for (let j = start; j < start + columns; j++) inner += y.data[j] * dy.data[j]
        for (let j = start; j < start + columns; j++) dx.data[j] = y.data[j] * (dy.data[j] - inner)
      }
    })
  },
})
