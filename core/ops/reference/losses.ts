import type { LossTarget, Ops } from '../ops.ts'
import type { Tensor } from '../tensor.ts'
import type { Emit } from './engine.ts'

/** log(1 + e^x) without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

export const lossOps = (emit: Emit): Pick<Ops, 'softmaxCrossEntropy' | 'binaryCrossEntropy' | 'squaredError'> => ({
  softmaxCrossEntropy(logits, labels, { losses, gradient, scale }) {
    const [rows, classes] = logits.shape
    emit(() => {
      for (let r = 0; r < rows; r++) {
        const start = r * classes
        const label = labels.data[r]
        let maximum = -Infinity
        for (let j = 0; j < classes; j++) maximum = Math.max(maximum, logits.data[start + j])
        let sum = 0
        for (let j = 0; j < classes; j++) sum += Math.exp(logits.data[start + j] - maximum)
        losses.data[r] = Math.log(sum) + maximum - logits.data[start + label]
        if (gradient === null) continue
        for (let j = 0; j < classes; j++) {
          const probability = Math.exp(logits.data[start + j] - maximum) / sum
          gradient.data[start + j] = (probability - (j === label ? 1 : 0)) * scale / rows
        }
      }
    })
  },

  binaryCrossEntropy: pointwise(emit, {
    loss: (z, t) => softplus(z) - t * z,
    derivative: (z, t) => 1 / (1 + Math.exp(-z)) - t,
  }),

  squaredError: pointwise(emit, {
    loss: (y, t) => (y - t) ** 2,
    derivative: (y, t) => 2 * (y - t),
  }),
})

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
