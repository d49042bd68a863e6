import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const logSoftmax = defineActivation({
  label: text('Log-softmax', 'Log-softmax'),
  doc: text('y_i = z_i − log Σ_j e^(z_j): the logarithms of softmax, without its rounding to 0.', 'y_i = z_i − log Σ_j e^(z_j): los logaritmos de softmax, sin su redondeo a 0.'),
  reference: 'Lectures 000 (appendix), 002',
  hyperparameters: {},
  elementwise: false,
  value: () => null,
  apply(ops, x) {
    ops.logSoftmax(x, x)
    return {
      y: x,
      backward(dy) {
        ops.logSoftmaxBackward(x, dy, dy)
        return dy
      },
    }
  },
})
