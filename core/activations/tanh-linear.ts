import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const tanhLinear = defineActivation({
  label: text('Tanh with a linear term', 'Tanh con término lineal'),
  doc: text('y = tanh(z) + a·z: the slope never falls below a, so that saturated units go on learning.', 'y = tanh(z) + a·z: la pendiente nunca baja de a, así que las unidades saturadas siguen aprendiendo.'),
  reference: 'LeCun, Bottou, Orr & Müller (1998), Efficient BackProp, section 4.4; lecture 000',
  hyperparameters: {
    slope: float({ label: text('Slope a', 'Pendiente a'), default: 0.01, min: 0, max: 1, doc: text('Weight of the linear term.', 'Peso del término lineal.') }),
  },
  elementwise: true,
  value: (z, { slope }) => Math.tanh(z) + slope * z,
  apply(ops, x, { slope }) {
    const bent = ops.create(x.shape)
    ops.unary('tanh', x, bent)
    ops.scale(slope, x, x)
    ops.add(x, bent, x)
    return {
      y: x,
      backward(dy) {
        const dx = ops.create(dy.shape)
        ops.unaryBackward('tanh', bent, dy, dx)
        ops.addScaled(slope, dy, dx)
        return dx
      },
    }
  },
})
