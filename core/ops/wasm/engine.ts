import { sizeOf } from '../../math/shape.ts'
import type { Engine, LossTarget, Ops, SmoothFunction, UnaryFunction } from '../ops.ts'
import type { IndexTensor, Tensor } from '../tensor.ts'
import { createAdaptiveUpdateOps } from './adaptive-update-ops.ts'
import { createConvolutionOps } from './convolution-ops.ts'
import { compileKernels, fastestKernels, untimedKernels, type KernelBuild } from './builds.ts'
import { KernelMemory } from './memory.ts'
import type { Opcode } from './opcodes.ts'
import { createPenaltyOps } from './penalty-ops.ts'
import { float, type Operand } from './fuse.ts'
import { createNormalizationOps } from './normalization-ops.ts'
import { Recorder, type KernelExports } from './recorder.ts'
import { kernelImports, type HelperThreads } from './threads.ts'

export interface WasmEngineOptions {
  /** Takes the plain build, whose results agree between machines. */
  readonly exact?: boolean
  /** Threads that work on one program, helpers included. Results do not depend on it. */
  readonly threads?: number
  /** How helpers are started; without it the engine works alone. */
  readonly helpers?: HelperThreads
  /** A clock in milliseconds, to choose the fastest build and number of threads with; without it `relaxed` is taken where it runs, and all threads. */
  readonly now?: () => number
  /** A build by name, to compare them; otherwise the fastest. */
  readonly build?: KernelBuild
}

/** float32 on WebAssembly SIMD. */
export async function createWasmEngine({ exact = false, threads = 1, helpers, now, build: wanted }: WasmEngineOptions = {}): Promise<Engine> {
  const chosen = exact ? 'simd' : wanted
  const { build, module } = await (chosen !== undefined ? compileKernels(chosen) : now === undefined ? untimedKernels() : fastestKernels(now))
  const memory = new KernelMemory()
  const instance = await WebAssembly.instantiate(module, kernelImports(memory.memory))
  const kernels = instance.exports as unknown as KernelExports
  const recorder = new Recorder(memory, kernels, now)
  const helperCount = helpers === undefined ? 0 : threads - 1
  await Promise.all(Array.from({ length: helperCount }, (_, index) => helpers!.start({
    module, memory: memory.memory, thread: index + 1, scratch: memory.allocate(kernels.scratchBytes()), control: recorder.control,
  })))
  recorder.threads = helperCount + 1
  const clock = memory.createIntegers(2)
  return {
    name: helperCount === 0 ? build : `${build} × ${helperCount + 1}`,
    ops: createOps(memory, recorder, clock.byteOffset),
    setStep(step) {
      clock[0] = step | 0
      clock[1] = Math.floor(step / 2 ** 32)
    },
    record: (make) => recorder.record(make),
    limitThreads: (count) => { recorder.limit = Math.max(1, count) },
    mark: () => memory.mark(),
    dispose: () => { if (helperCount > 0) kernels.dismiss(recorder.control) },
  }
}

const address = (tensor: Tensor | IndexTensor | null): number => tensor?.data.byteOffset ?? 0
const rowsOf = ({ shape }: Tensor): number => shape[0]
const columnsOf = ({ shape, data }: Tensor): number => (shape[0] === 0 ? 0 : data.length / shape[0])

/** Null where the gradient is zero everywhere. */
const backwardOf: Record<UnaryFunction, Opcode | null> = {
  exp: 'multiply', logistic: 'logisticBackward', tanh: 'tanhBackward', relu: 'reluBackward', leakyRelu: 'leakyReluBackward', elu: 'eluBackward',
  softsign: 'softsignBackward', hardSigmoid: 'hardSigmoidBackward', step: null, sign: null,
}
const smoothBackwardOf: Record<SmoothFunction, Opcode> = { softplus: 'softplusBackward', silu: 'siluBackward', gelu: 'geluBackward', geluTanh: 'geluTanhBackward', mish: 'mishBackward' }

function createOps(memory: KernelMemory, recorder: Recorder, clock: number): Ops {
  const emit = (opcode: Opcode, ...operands: Operand[]): void => recorder.emit(opcode, ...operands)
  const emitLoss = (opcode: Opcode, outputs: Tensor, targets: Tensor | IndexTensor, { losses, gradient, scale }: LossTarget, ...options: Operand[]): void =>
    emit(opcode, rowsOf(outputs), columnsOf(outputs), address(outputs), address(targets), address(losses), address(gradient), float(scale / rowsOf(outputs)), ...options)
  const emitRows = (opcode: Opcode, x: Tensor, ...others: Tensor[]): void => {
    const columns = x.shape[x.shape.length - 1]
    emit(opcode, x.data.length / columns, columns, address(x), ...others.map(address))
  }
  return {
    precision: 'float32',
    create: (shape) => ({ shape, data: memory.createFloats(sizeOf(shape)) }),
    createIndices: (shape) => ({ shape, data: memory.createIntegers(sizeOf(shape)) }),

    matmul(a, b, out, { transposeA = false, transposeB = false, accumulate = false } = {}) {
      const [rows, columns] = out.shape
      const depth = transposeA ? a.shape[0] : a.shape[1]
      emit('matmul', Number(transposeA), Number(transposeB), rows, columns, depth, address(a), a.shape[1], address(b), b.shape[1], address(out), columns, Number(accumulate), 0)
    },
    linear(x, weight, bias, y) {
      const [rows, columns] = y.shape
      const inputs = weight.shape[1]
      emit('matmul', 0, 1, rows, columns, inputs, address(x), inputs, address(weight), inputs, address(y), columns, 0, address(bias))
    },
    columnSums: (x, sums, accumulate = false) => emit('columnSums', sums.data.length, x.data.length / sums.data.length, address(x), address(sums), Number(accumulate)),

    ...createConvolutionOps(memory, recorder),

    ...createNormalizationOps(recorder),

    unary: (name, x, y, slope = 1) => emit(name, x.data.length, address(x), address(y), float(slope)),
    unaryBackward(name, y, dy, dx, slope = 1) {
      const backward = backwardOf[name]
      if (backward === null) emit('fill', dx.data.length, address(dx), float(0))
      else emit(backward, y.data.length, address(y), address(dy), address(dx), float(slope))
    },
    smooth: (name, x, y) => emit(name, x.data.length, address(x), address(y)),
    smoothBackward: (name, x, dy, dx) => emit(smoothBackwardOf[name], x.data.length, address(x), address(dy), address(dx)),
    softmax: (x, y) => emitRows('softmax', x, y),
    softmaxBackward: (y, dy, dx) => emitRows('softmaxBackward', y, dy, dx),
    logSoftmax: (x, y) => emitRows('logSoftmax', x, y),
    logSoftmaxBackward: (y, dy, dx) => emitRows('logSoftmaxBackward', y, dy, dx),

    copyStrided: (from, to, { counts: [first, second], width, accumulate = false, from: [fromStart, ...fromSteps], to: [toStart, ...toSteps] }) =>
      emit('copyStrided', first * second, width, address(from) + 4 * fromStart, address(to) + 4 * toStart, second, ...fromSteps, ...toSteps, Number(accumulate)),
    copy: (from, to) => emit('copy', to.data.length, address(from), address(to)),
    add: (a, b, out) => emit('add', out.data.length, address(a), address(b), address(out)),
    multiply: (a, b, out) => emit('multiply', out.data.length, address(a), address(b), address(out)),
    mean: (x, out) => emit('mean', x.data.length, 1, address(x), address(out)),
    addSquaredNorm: (x, scale, out) => emit('addSquaredNorm', x.data.length, 1, address(x), address(out), float(scale)),
    scale: (factor, x, y) => emit('scale', x.data.length, address(x), address(y), float(factor)),
    addScaled: (scale, x, y) => emit('addScaled', y.data.length, float(scale), address(x), address(y)),
    scaleRows(factors, x, y) {
      const rows = factors.data.length
      emit('scaleRows', rows, rows === 0 ? 0 : x.data.length / rows, address(x), address(factors), address(y))
    },
    fill: (x, value) => emit('fill', x.data.length, address(x), float(value)),
    gather: (source, positions, out) => emit('gather', rowsOf(out), columnsOf(out), address(source), address(positions), address(out)),
    gatherIndices: (source, positions, out) => emit('gather', out.data.length, 1, address(source), address(positions), address(out)),

    dropoutMask: (mask, keep, seed, stream) =>
      emit('dropoutMask', mask.data.length, address(mask), float(keep), Math.round(keep * 2 ** 24), seed | 0, Math.floor(seed / 2 ** 32) | 0, stream | 0, clock),

    normalNoise: (out, deviation, seed, stream) => emit('normalNoise', out.data.length, address(out), float(deviation), seed | 0, Math.floor(seed / 2 ** 32) | 0, stream | 0, clock),
    uniformNoise: (out, seed, stream) => emit('uniformNoise', out.data.length, address(out), 0, seed | 0, Math.floor(seed / 2 ** 32) | 0, stream | 0, clock),

    softmaxCrossEntropy: (logits, labels, target, { smoothing = 0, weights = null } = {}) => emitLoss('softmaxCrossEntropy', logits, labels, target, float(smoothing), address(weights)),
    binaryCrossEntropy: (logits, targets, target) => emitLoss('binaryCrossEntropy', logits, targets, target),
    squaredError: (outputs, targets, target) => emitLoss('squaredError', outputs, targets, target),
    absoluteError: (outputs, targets, target) => emitLoss('absoluteError', outputs, targets, target),
    huberError: (outputs, targets, target, delta) => emitLoss('huberError', outputs, targets, target, float(delta)),
    hingeError: (outputs, targets, target) => emitLoss('hingeError', outputs, targets, target),
    divergence: (logits, targets, target) => emitLoss('divergence', logits, targets, target),

    sgd: ({ value, gradient }, coefficients) => emit('sgd', value.data.length, address(value), address(gradient), address(coefficients)),
    momentum: ({ value, gradient }, velocity, coefficients, nesterov) =>
      emit('momentum', value.data.length, address(value), address(gradient), address(velocity), address(coefficients), Number(nesterov)),
    adam: ({ value, gradient }, m, v, coefficients) => emit('adam', value.data.length, address(value), address(gradient), address(m), address(v), address(coefficients)),

    ...createAdaptiveUpdateOps(recorder),
    ...createPenaltyOps(recorder),

    host: (compute, tensors) => recorder.emitHost(compute, tensors),
  }
}
