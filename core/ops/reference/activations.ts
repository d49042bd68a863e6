import { errorFunction } from '../../math/error-function.ts'
import type { Ops, SmoothFunction, UnaryFunction } from '../ops.ts'
import type { Emit } from './engine.ts'

/** Each function with its derivative written through its output y; `a` is its slope. */
const unaryFunctions: Record<UnaryFunction, { value(x: number, a: number): number; derivative(y: number, a: number): number }> = {
  exp: { value: Math.exp, derivative: (y) => y },
  logistic: { value: (x) => 1 / (1 + Math.exp(-x)), derivative: (y) => y * (1 - y) },
  tanh: { value: Math.tanh, derivative: (y) => 1 - y * y },
  // Written so that NaN stays NaN.
  relu: { value: (x) => (x <= 0 ? 0 : x), derivative: (y) => (y > 0 ? 1 : 0) },
  leakyRelu: { value: (x, a) => (x > 0 ? x : a * x), derivative: (y, a) => (y > 0 ? 1 : a) },
  elu: { value: (x, a) => (x > 0 ? x : a * Math.expm1(x)), derivative: (y, a) => (y > 0 ? 1 : y + a) },
  softsign: { value: (x) => x / (1 + Math.abs(x)), derivative: (y) => (1 - Math.abs(y)) ** 2 },
  hardSigmoid: { value: (x) => Math.min(1, Math.max(0, x / 6 + 0.5)), derivative: (y) => (y > 0 && y < 1 ? 1 / 6 : 0) },
  step: { value: (x) => (x >= 0 ? 1 : x < 0 ? 0 : NaN), derivative: () => 0 },
  sign: { value: Math.sign, derivative: () => 0 },
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const normal = (x: number): number => 0.5 * (1 + errorFunction(x / Math.SQRT2))
const geluSlope = Math.sqrt(8 / Math.PI)

/** Each function with its derivative written through its input x. */
const smoothFunctions: Record<SmoothFunction, { value(x: number): number; derivative(x: number): number }> = {
  softplus: { value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), derivative: logistic },
  silu: { value: (x) => x * logistic(x), derivative: (x) => logistic(x) * (1 + x * (1 - logistic(x))) },
  gelu: { value: (x) => x * normal(x), derivative: (x) => normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) },
  geluTanh: {
    value: (x) => x * logistic(geluSlope * (x + 0.044715 * x ** 3)),
    derivative(x) {
      const s = logistic(geluSlope * (x + 0.044715 * x ** 3))
      return s + x * s * (1 - s) * geluSlope * (1 + 3 * 0.044715 * x * x)
    },
  },
  mish: { value: (x) => x * tanhSoftplus(x), derivative: (x) => tanhSoftplus(x) + x * (1 - tanhSoftplus(x) ** 2) * logistic(x) },
}

/** tanh(log(1 + eˣ)) = n/(n + 2) with n = eˣ(eˣ + 2). */
function tanhSoftplus(x: number): number {
  const e = Math.exp(Math.min(x, 20))
  return e * (e + 2) / (e * (e + 2) + 2)
}

export const activationOps = (emit: Emit): Pick<Ops, 'unary' | 'unaryBackward' | 'smooth' | 'smoothBackward' | 'softmax' | 'softmaxBackward' | 'logSoftmax' | 'logSoftmaxBackward'> => ({
  unary(name, x, y, slope = 1) {
    const { value } = unaryFunctions[name]
    emit(() => {
      for (let i = 0; i < x.data.length; i++) y.data[i] = value(x.data[i], slope)
    })
  },

  unaryBackward(name, y, dy, dx, slope = 1) {
    const { derivative } = unaryFunctions[name]
    emit(() => {
      for (let i = 0; i < y.data.length; i++) dx.data[i] = dy.data[i] * derivative(y.data[i], slope)
    })
  },

  smooth(name, x, y) {
    const { value } = smoothFunctions[name]
    emit(() => {
      for (let i = 0; i < x.data.length; i++) y.data[i] = value(x.data[i])
    })
  },

  smoothBackward(name, x, dy, dx) {
    const { derivative } = smoothFunctions[name]
    emit(() => {
      for (let i = 0; i < x.data.length; i++) dx.data[i] = dy.data[i] * derivative(x.data[i])
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

  logSoftmax(x, y) {
    const columns = x.shape[x.shape.length - 1]
    emit(() => {
      for (let start = 0; start < x.data.length; start += columns) {
        let maximum = -Infinity
        for (let j = start; j < start + columns; j++) maximum = Math.max(maximum, x.data[j])
        let sum = 0
        for (let j = start; j < start + columns; j++) sum += Math.exp(x.data[j] - maximum)
        for (let j = start; j < start + columns; j++) y.data[j] = x.data[j] - maximum - Math.log(sum)
      }
    })
  },

  logSoftmaxBackward(y, dy, dx) {
    const columns = y.shape[y.shape.length - 1]
    emit(() => {
      for (let start = 0; start < y.data.length; start += columns) {
        let sum = 0
        for (let j = start; j < start + columns; j++) sum += dy.data[j]
        for (let j = start; j < start + columns; j++) dx.data[j] = dy.data[j] - Math.exp(y.data[j]) * sum
      }
    })
  },
})
