import type { Ops } from '../ops.ts'
import type { Emit } from './engine.ts'

/** First-order updates of one parameter, in place. Coefficients change from step to step and are read when the update runs. */
export const updateOps = (emit: Emit): Pick<Ops, 'sgd' | 'momentum' | 'adam'> => ({
  sgd({ value, gradient }, coefficients) {
    emit(() => {
      const [learningRate, decay] = coefficients.data
      for (let i = 0; i < value.data.length; i++) value.data[i] -= learningRate * gradient.data[i] + decay * value.data[i]
    })
  },

  momentum({ value, gradient }, velocity, coefficients, nesterov) {
    emit(() => {
      const [learningRate, momentum, decay] = coefficients.data
      for (let i = 0; i < value.data.length; i++) {
        const g = gradient.data[i]
        const v = velocity.data[i] = momentum * velocity.data[i] + g
        value.data[i] -= learningRate * (nesterov ? g + momentum * v : v) + decay * value.data[i]
      }
    })
  },

  adam({ value, gradient }, m, v, coefficients) {
    emit(() => {
      const [rate, beta1, beta2, epsilon, decay] = coefficients.data
      for (let i = 0; i < value.data.length; i++) {
        const g = gradient.data[i]
        m.data[i] = beta1 * m.data[i] + (1 - beta1) * g
        v.data[i] = beta2 * v.data[i] + (1 - beta2) * g * g
        value.data[i] -= rate * m.data[i] / (Math.sqrt(v.data[i]) + epsilon) + decay * value.data[i]
      }
    })
  },
})
