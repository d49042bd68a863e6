import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const hardSigmoid = defineActivation({
  label: text('Hard sigmoid', 'Sigmoide dura'),
  doc: text('y = z/6 + 1/2 cut off at 0 and 1: a logistic function made of straight lines.', 'y = z/6 + 1/2 recortada en 0 y 1: una logística hecha de rectas.'),
  reference: 'Courbariaux, Bengio & David (2015); Howard et al. (2019), MobileNetV3',
  hyperparameters: {},
  elementwise: true,
  value: (z) => Math.min(1, Math.max(0, z / 6 + 0.5)),
  apply(ops, x) {
    ops.unary('hardSigmoid', x, x)
    return {
      y: x,
      backward(dy) {
        ops.unaryBackward('hardSigmoid', x, dy, dy)
        return dy
      },
    }
  },
})
