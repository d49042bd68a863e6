import { initializers } from '../initializers/registry.ts'
import { flag, float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'
import { asChannels } from './normalize-rows.ts'

/** `weight` [channels], or [1] when all share one slope. */
export const pRelu = defineLayer({
  label: text('PReLU', 'PReLU'),
  doc: text('y = z for z > 0, else a·z, with the slope a trained for each channel.', 'y = z si z > 0, si no a·z, con la pendiente a entrenada en cada canal.'),
  keywords: text('parametric leaky relu activation', 'relu paramétrica con fuga activación'),
  reference: 'He, Zhang, Ren & Sun (2015), section 2.1; lecture 003',
  family: 'activation',
  hyperparameters: {
    initial: float({ label: text('First slope', 'Pendiente inicial'), default: 0.25, min: 0, max: 1, doc: text('The slope that every channel starts with.', 'La pendiente con la que empieza cada canal.') }),
    shared: flag({ label: text('One slope for all', 'Una pendiente para todos'), default: false, doc: text('Whether all channels share one slope.', 'Si todos los canales comparten una pendiente.') }),
  },
  outputShape: (input) => input,
  parameters: ([channels], { initial, shared }) => [{
    name: 'weight', shape: [shared ? 1 : channels], fanIn: 1, fanOut: 1, initializer: initializers.resolve({ kind: 'constant', value: initial }, 'weight', [])!, penalized: false,
  }],
  multiplyAdds: () => 0,
  forward(x, { ops, hyperparameters: { shared }, parameters: { weight }, needsInputGradient }) {
    const positive = ops.create(x.shape)
    const negative = ops.create(x.shape)
    const y = ops.create(x.shape)
    const seen = shared ? [1, 1, x.data.length] : asChannels(x)
    const scale = { moments: null, weight: weight.value, bias: null }
    ops.unary('relu', x, positive)
    ops.copy(x, negative)
    ops.addScaled(-1, positive, negative)
    ops.normalizeChannels({ shape: seen, data: negative.data }, scale, { shape: seen, data: y.data })
    ops.add(positive, y, y)
    return {
      y,
      backward(dy) {
        const dx = needsInputGradient ? ops.create(x.shape) : null
        ops.normalizeChannelsBackward({ shape: seen, data: negative.data }, scale, { shape: seen, data: dy.data }, {
          x: dx === null ? null : { shape: seen, data: dx.data }, weight: { gradient: weight.gradient, accumulate: weight.claimGradient() }, bias: null, fixed: true,
        })
        if (dx === null) return null
        // dx = a·dy so far; where z > 0 it is dy.
        const slope = ops.create(x.shape)
        ops.unaryBackward('relu', positive, dx, slope)
        ops.addScaled(-1, slope, dx)
        ops.unaryBackward('relu', positive, dy, slope)
        ops.add(dx, slope, dx)
        return dx
      },
    }
  },
})
