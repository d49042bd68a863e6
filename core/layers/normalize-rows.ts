import { sizeOf, type Shape } from '../math/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { LayerContext, LayerPass } from './definition.ts'
import { scaleGradients, scaleOf } from './scale-and-shift.ts'

/** Normalizes `rowsPerSample` equal stretches of each sample, then scales and shifts by γ and β as long as `scaled` says, one per channel of x seen as that shape. */
export function normalizeSampleRows(x: Tensor, rowsPerSample: number, scaled: Shape, epsilon: number, { ops, parameters, needsInputGradient }: Pick<LayerContext, 'ops' | 'parameters' | 'needsInputGradient'>): LayerPass {
  const normalized = ops.create(x.shape)
  const inverse = ops.create([x.shape[0] * rowsPerSample])
  ops.normalizeRows(x, epsilon, normalized, inverse)
  const channels: Tensor = { shape: scaled, data: normalized.data }
  const affine = Object.keys(parameters).length > 0
  const y = affine ? ops.create(x.shape) : normalized
  const scale = scaleOf(parameters, null)
  if (affine) ops.normalizeChannels(channels, scale, { shape: scaled, data: y.data })
  return {
    y,
    backward(dy) {
      const seen: Tensor = { shape: scaled, data: dy.data }
      if (affine) ops.normalizeChannelsBackward(channels, scale, seen, { x: needsInputGradient ? seen : null, ...scaleGradients(parameters), fixed: true })
      if (!needsInputGradient) return null
      ops.normalizeRowsBackward(normalized, inverse, dy, dy)
      return dy
    },
  }
}

/** x [n, c, …] as [n, c, pixels]. */
export const asChannels = ({ shape: [samples, channels, ...size] }: Tensor): Shape => [samples, channels, sizeOf(size)]
