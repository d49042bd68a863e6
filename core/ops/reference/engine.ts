import { sizeOf } from '../../math/shape.ts'
import type { Engine, Ops, Program } from '../ops.ts'
import { activationOps } from './activations.ts'
import { adaptiveUpdateOps } from './adaptive-updates.ts'
import { convolutionOps } from './convolutions.ts'
import { elementwiseOps } from './elementwise.ts'
import { lossOps } from './losses.ts'
import { matrixOps } from './matrices.ts'
import { normalizationOps } from './normalization.ts'
import { penaltyOps } from './penalties.ts'
import { poolingOps } from './pooling.ts'
import { updateOps } from './updates.ts'

/** Runs a computation now, or notes it down while a program is being recorded. */
export type Emit = (compute: () => void) => void

/** The step counter that dropout masks depend on. */
export interface Clock { step: number }

/** The definition of every op: float64, plain loops. Slow on purpose, exact enough for gradient checks to 1e-6. */
export function createReferenceEngine(): Engine {
  const clock: Clock = { step: 0 }
  let recording: (() => void)[] | null = null
  const emit: Emit = (compute) => {
    if (recording === null) compute()
    else recording.push(compute)
  }
  const ops: Ops = {
    precision: 'float64',
    create: (shape) => ({ shape, data: new Float64Array(sizeOf(shape)) }),
    createIndices: (shape) => ({ shape, data: new Int32Array(sizeOf(shape)) }),
    ...matrixOps(emit),
    ...convolutionOps(emit),
    ...poolingOps(emit),
    ...activationOps(emit),
    ...normalizationOps(emit),
    ...elementwiseOps(emit, clock),
    ...lossOps(emit),
    ...updateOps(emit),
    ...adaptiveUpdateOps(emit),
    ...penaltyOps(emit),
    host: emit,
  }
  return {
    name: 'reference',
    ops,
    setStep: (step) => { clock.step = step },
    record<T>(build: () => T): Program & { result: T } {
      if (recording !== null) throw new Error('A recording cannot be made inside another')
      const calls: (() => void)[] = []
      recording = calls
      try {
        const result = build()
        return { result, run: () => { for (const call of calls) call() } }
      } finally {
        recording = null
      }
    },
    limitThreads: () => {},
    mark: () => () => {},
    dispose: () => {},
  }
}
