import type { LossTarget, Ops } from '../ops.ts'
import type { Tensor } from '../tensor.ts'
import type { Emit } from './engine.ts'

/** log(1 + e^x) without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

type LossOps = Pick<Ops, 'softmaxCrossEntropy' | 'binaryCrossEntropy' | 'squaredError' | 'absoluteError' | 'huberError' | 'hingeError' | 'divergence'>

export const lossOps = (emit: Emit): LossOps => ({
  softmaxCrossEntropy(logits, labels, { losses, gradient, scale }, { smoothing = 0, weights = null } = {}) {
    const [rows, classes] = logits.shape
    emit(() => {
      for (let r = 0; r < rows; r++) {
        const row = logits.data.subarray(r * classes, (r + 1) * classes)
        const label = labels.data[r]
        const weight = weights?.data[label] ?? 1
        const log = logSum(row)
        const expected = (j: number): number => (j === label ? 1 - smoothing : 0) + smoothing / classes
        let sum = 0
        for (let j = 0; j < classes; j++) sum += expected(j) * (log - row[j])
        losses.data[r] = weight * sum
        if (gradient === null) continue
        for (let j = 0; j < classes; j++) gradient.data[r * classes + j] = (Math.exp(row[j] - log) - expected(j)) * weight * scale / rows
      }
    })
  },

  divergence(logits, targets, { losses, gradient, scale }) {
    const [rows] = logits.shape
    const columns = logits.data.length / rows
    emit(() => {
      for (let r = 0; r < rows; r++) {
        const row = logits.data.subarray(r * columns, (r + 1) * columns)
        const log = logSum(row)
        let total = 0
        losses.data[r] = 0
        for (let j = 0; j < columns; j++) {
          const t = targets.data[r * columns + j]
          total += t
          losses.data[r] += t * ((t > 0 ? Math.log(t) : 0) - row[j] + log)
        }
        if (gradient === null) continue
        for (let j = 0; j < columns; j++) gradient.data[r * columns + j] = (total * Math.exp(row[j] - log) - targets.data[r * columns + j]) * scale / rows
      }
    })
  },

  absoluteError: pointwise(emit, { loss: (y, t) => Math.abs(y - t), derivative: (y, t) => Math.sign(y - t) }),

  huberError: (outputs, targets, target, delta) => pointwise(emit, {
    loss: (y, t) => (Math.abs(y - t) <= delta ? 0.5 * (y - t) ** 2 : delta * (Math.abs(y - t) - 0.5 * delta)),
    derivative: (y, t) => Math.max(-delta, Math.min(delta, y - t)),
  })(outputs, targets, target),

  hingeError: pointwise(emit, {
    loss: (y, t) => Math.max(0, 1 - (2 * t - 1) * y),
    derivative: (y, t) => (1 - (2 * t - 1) * y <= 0 ? 0 : 1 - 2 * t),
  }),

  binaryCrossEntropy: pointwise(emit, {
    loss: (z, t) => softplus(z) - t * z,
    derivative: (z, t) => 1 / (1 + Math.exp(-z)) - t,
  }),

  squaredError: pointwise(emit, {
    loss: (y, t) => (y - t) ** 2,
    derivative: (y, t) => 2 * (y - t),
  }),
})

/** log Σ eˣ, the maximum subtracted first. */
function logSum(x: ArrayLike<number>): number {
  let maximum = -Infinity
  for (let j = 0; j < x.length; j++) maximum = Math.max(maximum, x[j])
  let sum = 0
  for (let j = 0; j < x.length; j++) sum += Math.exp(x[j] - maximum)
  return maximum + Math.log(sum)
}

/** A loss that is the mean over the columns of a function of one output and its target. */
function pointwise(emit: Emit, { loss, derivative }: Record<'loss' | 'derivative', (output: number, target: number) => number>) {
  return (outputs: Tensor, targets: Tensor, { losses, gradient, scale }: LossTarget): void => {
    const [rows] = outputs.shape
    const columns = outputs.data.length / rows
    emit(() => {
      for (let r = 0; r < rows; r++) {
        let sum = 0
        for (let i = r * columns; i < (r + 1) * columns; i++) {
          sum += loss(outputs.data[i], targets.data[i])
          if (gradient !== null) gradient.data[i] = derivative(outputs.data[i], targets.data[i]) * scale / (rows * columns)
        }
        losses.data[r] = sum / columns
      }
    })
  }
}
