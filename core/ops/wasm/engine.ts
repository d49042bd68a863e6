import { kernelModules } from '../../kernels/build/modules.ts'
import { sizeOf } from '../../math/shape.ts'
import type { Engine, LossTarget, Ops, UnaryFunction } from '../ops.ts'
import type { IndexTensor, Tensor } from '../tensor.ts'
import { KernelMemory } from './memory.ts'
import type { Opcode } from './opcodes.ts'
import { float, Recorder, type KernelExports } from './recorder.ts'

export type KernelBuild = keyof typeof kernelModules

const compiled = new Map<KernelBuild, WebAssembly.Module>()

/** The builds this machine can run, best first. */
export function availableBuilds(): readonly KernelBuild[] {
  return (['relaxed', 'simd'] as const).filter((build) => WebAssembly.validate(bytesOf(build)))
}

/** float32 on WebAssembly SIMD. `exact` takes the plain build, whose results agree between machines. */
export async function createWasmEngine({ exact = false } = {}): Promise<Engine> {
  const build: KernelBuild = exact ? 'simd' : (availableBuilds()[0] ?? 'simd')
  let module = compiled.get(build)
  if (module === undefined) {
    module = await WebAssembly.compile(bytesOf(build))
    compiled.set(build, module)
  }
  const memory = new KernelMemory()
  const instance = await WebAssembly.instantiate(module, { env: { memory: memory.memory, abort: () => { throw new Error('A kernel stopped') } } })
  const recorder = new Recorder(memory, instance.exports as unknown as KernelExports)
  const clock = memory.allocate(8)
  return {
    name: build,
    ops: createOps(memory, recorder, clock),
    setStep(step) {
      const view = new Uint32Array(memory.memory.buffer, clock, 2)
      view[0] = step
      view[1] = Math.floor(step / 2 ** 32)
    },
    record: (build) => recorder.record(build),
    dispose: () => {},
  }
}

function bytesOf(build: KernelBuild): Uint8Array<ArrayBuffer> {
  const text = atob(kernelModules[build])
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

const address = (tensor: Tensor | IndexTensor | null): number => tensor?.data.byteOffset ?? 0
const rowsOf = ({ shape }: Tensor): number => shape[0]
const columnsOf = ({ shape, data }: Tensor): number => (shape[0] === 0 ? 0 : data.length / shape[0])

const backwardOf: Record<UnaryFunction, Opcode> = { logistic: 'logisticBackward', tanh: 'tanhBackward', relu: 'reluBackward' }

function createOps(memory: KernelMemory, recorder: Recorder, clock: number): Ops {
  const emit = recorder.emit.bind(recorder)
  const lossOperands = (outputs: Tensor, targets: Tensor | IndexTensor, { losses, gradient, scale }: LossTarget) =>
    [address(outputs), address(targets), address(losses), address(gradient), rowsOf(outputs), columnsOf(outputs), float(scale)]
  return {
    precision: 'float32',
    create: (shape) => ({ shape, data: floats(shape) }),
    createIndices(shape) {
      const start = memory.allocate(4 * sizeOf(shape))
      return { shape, data: new Int32Array(memory.memory.buffer, start, sizeOf(shape)) }
    },

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
    columnSums: (x, sums, accumulate = false) => emit('columnSums', address(x), address(sums), x.data.length / sums.data.length, sums.data.length, Number(accumulate)),

    unary: (name, x, y) => emit(name, address(x), address(y), x.data.length),
    unaryBackward: (name, y, dy, dx) => emit(backwardOf[name], address(y), address(dy), address(dx), y.data.length),
    softmax: (x, y) => emit('softmax', address(x), address(y), x.data.length / x.shape.at(-1)!, x.shape.at(-1)!),
    softmaxBackward: (y, dy, dx) => emit('softmaxBackward', address(y), address(dy), address(dx), y.data.length / y.shape.at(-1)!, y.shape.at(-1)!),

    copy: (from, to) => emit('copy', address(from), address(to), to.data.length),
    add: (a, b, out) => emit('add', address(a), address(b), address(out), out.data.length),
    multiply: (a, b, out) => emit('multiply', address(a), address(b), address(out), out.data.length),
    mean: (x, out) => emit('mean', address(x), address(out), x.data.length),
    addSquaredNorm: (x, scale, out) => emit('addSquaredNorm', address(x), float(scale), address(out), x.data.length),
    addScaled: (scale, x, y) => emit('addScaled', float(scale), address(x), address(y), y.data.length),
    fill: (x, value) => emit('fill', address(x), float(value), x.data.length),
    gather: (source, positions, out) => emit('gather', address(source), address(positions), address(out), rowsOf(out), 4 * columnsOf(out)),
    gatherIndices: (source, positions, out) => emit('gather', address(source), address(positions), address(out), out.data.length, 4),

    dropoutMask: (mask, keep, seed, stream) =>
      emit('dropoutMask', address(mask), mask.data.length, float(keep), Math.round(keep * 2 ** 24), seed | 0, Math.floor(seed / 2 ** 32) | 0, stream | 0, clock),

    softmaxCrossEntropy: (logits, labels, target) => emit('softmaxCrossEntropy', ...lossOperands(logits, labels, target)),
    binaryCrossEntropy: (logits, targets, target) => emit('binaryCrossEntropy', ...lossOperands(logits, targets, target)),
    squaredError: (outputs, targets, target) => emit('squaredError', ...lossOperands(outputs, targets, target)),

    sgd: ({ value, gradient }, coefficients) => emit('sgd', address(value), address(gradient), address(coefficients), value.data.length),
    momentum: ({ value, gradient }, velocity, coefficients, nesterov) =>
      emit('momentum', address(value), address(gradient), address(velocity), address(coefficients), Number(nesterov), value.data.length),
    adam: ({ value, gradient }, m, v, coefficients) => emit('adam', address(value), address(gradient), address(m), address(v), address(coefficients), value.data.length),

    host: (compute) => recorder.emitHost(compute),
  }

  function floats(shape: readonly number[]): Float32Array {
    const start = memory.allocate(4 * sizeOf(shape))
    return new Float32Array(memory.memory.buffer, start, sizeOf(shape))
  }
}
