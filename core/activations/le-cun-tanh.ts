import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

const AMPLITUDE = 1.7159
const SLOPE = 2 / 3

export const leCunTanh = defineActivation({
  label: text('LeCun tanh', 'Tanh de LeCun'),
  doc: text(
    'y = 1.7159·tanh(2z/3): f(±1) = ±1, and the second derivative is greatest there, so targets of ±1 do not saturate the unit.',
    'y = 1,7159·tanh(2z/3): f(±1) = ±1, donde la segunda derivada es máxima, así que los objetivos ±1 no saturan la unidad.',
  ),
  reference: 'LeCun, Bottou, Orr & Müller (1998), Efficient BackProp, section 4.4; lecture 000',
  hyperparameters: {},
  elementwise: true,
  value: (z) => AMPLITUDE * Math.tanh(SLOPE * z),
  apply(ops, x) {
    const y = ops.create(x.shape)
    ops.scale(SLOPE, x, x)
    ops.unary('tanh', x, x)
    ops.scale(AMPLITUDE, x, y)
    return {
      y,
      backward(dy) {
        ops.unaryBackward('tanh', x, dy, dy)
        ops.scale(AMPLITUDE * SLOPE, dy, dy)
        return dy
      },
    }
  },
})
