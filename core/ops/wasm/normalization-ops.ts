import type { Ops } from '../ops.ts'
import type { Tensor } from '../tensor.ts'
import { float } from './fuse.ts'
import type { Recorder } from './recorder.ts'

type NormalizationOps = Pick<Ops, 'batchMoments' | 'inverseDeviation' | 'normalizeChannels' | 'normalizeChannelsBackward' | 'normalizeRows' | 'normalizeRowsBackward'>

const address = (tensor: Tensor | null | undefined): number => tensor?.data.byteOffset ?? 0

/** Channels, samples, and pixels per channel. */
const channelsOf = ({ shape: [samples, channels], data }: Tensor): [number, number, number] => [channels, samples, data.length / (samples * channels)]

/** Normalization as instructions. */
export const createNormalizationOps = (recorder: Recorder): NormalizationOps => ({
  batchMoments(x, epsilon, { mean, inverse }, running) {
    recorder.emit('batchMoments', ...channelsOf(x), address(x), address(mean), address(inverse), address(running?.mean), address(running?.variance), float(running?.momentum ?? 0), float(epsilon))
  },

  inverseDeviation: (variance, epsilon, inverse) => recorder.emit('inverseDeviation', variance.data.length, 1, 1, address(variance), address(inverse), float(epsilon)),

  normalizeChannels(x, { moments, weight, bias }, y) {
    recorder.emit('normalizeChannels', ...channelsOf(x), address(x), address(moments?.mean), address(moments?.inverse), address(weight), address(bias), address(y))
  },

  normalizeChannelsBackward(x, { moments, weight }, dy, gradients) {
    const accumulate = Number(gradients.weight?.accumulate ?? false) + 2 * Number(gradients.bias?.accumulate ?? false)
    recorder.emit(
      'normalizeChannelsBackward', ...channelsOf(x), address(x), address(moments?.mean), address(moments?.inverse), address(weight), address(dy),
      address(gradients.x), address(gradients.weight?.gradient), address(gradients.bias?.gradient), accumulate, Number(gradients.fixed || moments === null),
    )
  },

  normalizeRows(x, epsilon, y, inverse) {
    const rows = inverse.data.length
    recorder.emit('normalizeRows', rows, x.data.length / rows, address(x), address(y), address(inverse), float(epsilon))
  },

  normalizeRowsBackward(y, inverse, dy, dx) {
    const rows = inverse.data.length
    recorder.emit('normalizeRowsBackward', rows, y.data.length / rows, address(y), address(inverse), address(dy), address(dx))
  },
})
