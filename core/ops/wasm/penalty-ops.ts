import type { PenaltyOps } from '../penalty-ops.ts'
import type { Tensor } from '../tensor.ts'
import { float } from './fuse.ts'
import type { Recorder } from './recorder.ts'

const address = ({ data }: Tensor): number => data.byteOffset

export const createPenaltyOps = (recorder: Recorder): PenaltyOps => ({
  addScaledSign: (scale, x, y) => recorder.emit('addScaledSign', y.data.length, float(scale), address(x), address(y)),
  addAbsoluteSum: (x, scale, out) => recorder.emit('addAbsoluteSum', x.data.length, 1, address(x), address(out), float(scale)),
  addEliminationGradient: (scale, size, x, y) => recorder.emit('addEliminationGradient', y.data.length, float(scale), float(size), address(x), address(y)),
  addElimination: (x, scale, size, out) => recorder.emit('addElimination', x.data.length, 1, address(x), address(out), float(scale), float(size)),
  clamp: (x, limit) => recorder.emit('clamp', x.data.length, address(x), float(limit)),
  limitNorm: (x, squaredNorm, limit) => recorder.emit('limitNorm', x.data.length, address(x), address(squaredNorm), float(limit)),
  limitRowNorms: (x, limit) => recorder.emit('limitRowNorms', x.shape[0], x.data.length / x.shape[0], address(x), float(limit)),
})
