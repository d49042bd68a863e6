import type { ConvolutionGeometry, Ops, PoolingWindow } from '../ops.ts'
import type { Tensor } from '../tensor.ts'
import type { KernelMemory } from './memory.ts'
import { float } from './fuse.ts'
import type { Recorder } from './recorder.ts'

type ConvolutionOps = Pick<Ops, 'pad' | 'convolve' | 'convolveInputGradient' | 'convolveWeightGradient' | 'channelSums' | 'maxPool' | 'maxPoolBackward' | 'averagePool' | 'averagePoolBackward'>

/** Kernel widths that have a weight-gradient kernel of their own. */
const DIRECT_GRADIENT_WIDTHS = [1, 3, 5]
/** Up to this many input channels it beats a product with patches. */
const DIRECT_GRADIENT_CHANNELS = 2
/** Narrower output rows do not fill a vector. */
const NARROWEST = 4

const address = (tensor: { readonly data: { readonly byteOffset: number } }): number => tensor.data.byteOffset
const bytes = (floats: number): number => 4 * floats

/** The geometry of one convolution on padded images, as the kernels want it. */
interface Plan {
  readonly images: number
  readonly groups: number
  /** Per group. */
  readonly inputs: number
  readonly outputs: number
  readonly height: number
  readonly width: number
  readonly rows: number
  readonly columns: number
  readonly kernel: readonly [number, number]
  readonly stride: readonly [number, number]
  readonly dilation: readonly [number, number]
  /** Floats per image, all groups. */
  readonly imageX: number
  readonly imageY: number
}

/** Floats that a thread needs for a direct convolution: offsets, packed weights, and a line of pixels for six channels. */
const directBufferLength = (plan: Plan): number => tapsOf(plan) * (1 + plan.outputs) + 6 * (plan.rows * plan.width + 32) + 64

const tapsOf = ({ inputs, kernel }: Plan): number => inputs * kernel[0] * kernel[1]

function planOf(x: Tensor, weight: Tensor, y: Tensor, { stride, dilation, groups }: ConvolutionGeometry): Plan {
  const [images, channels, height, width] = x.shape
  const [, outputs, rows, columns] = y.shape
  return {
    images, groups, inputs: channels / groups, outputs: outputs / groups, height, width, rows, columns,
    kernel: [weight.shape[2], weight.shape[3]], stride, dilation, imageX: channels * height * width, imageY: outputs * rows * columns,
  }
}

/** Convolution and pooling as instructions: straight from the images where the geometry allows, else as products with patches. */
export function createConvolutionOps(memory: KernelMemory, recorder: Recorder): ConvolutionOps {
  return {
    pad: (x, out, padding) => place(x, out, padding, [1, 1]),

    convolve(x, weight, bias, y, geometry) {
      convolveGroups(planOf(x, weight, y, geometry), address(x), address(weight), bias === null ? null : address(bias), address(y))
    },

    convolveInputGradient(dy, weight, dx, geometry, padding) {
      const { stride, dilation, groups } = geometry
      const [images, outputs] = dy.shape
      const [, channels, height, width] = dx.shape
      const reach = [0, 1].map((axis) => (weight.shape[2 + axis] - 1) * dilation[axis])
      // dy with stride − 1 zeros between its values, and room for the kernel all around.
      const spread: Tensor = { shape: [images, outputs, height + reach[0], width + reach[1]], data: memory.createFloats(images * outputs * (height + reach[0]) * (width + reach[1])) }
      place(dy, spread, [reach[0] - padding[0], reach[1] - padding[1]], stride)
      const [, groupInputs, kh, kw] = weight.shape
      const groupOutputs = outputs / groups
      const flipped = memory.createFloats(weight.data.length)
      const size = bytes(groupInputs * groupOutputs * kh * kw)
      for (let group = 0; group < groups; group++) {
        recorder.emit('flipWeights', 1, address(weight) + group * size, flipped.byteOffset + group * size, groupOutputs, groupInputs, kh * kw)
      }
      convolveGroups({
        images, groups, inputs: groupOutputs, outputs: groupInputs, height: height + reach[0], width: width + reach[1], rows: height, columns: width,
        kernel: [kh, kw], stride: [1, 1], dilation, imageX: outputs * (height + reach[0]) * (width + reach[1]), imageY: channels * height * width,
      }, address(spread), flipped.byteOffset, null, address(dx))
    },

    convolveWeightGradient(x, dy, gradient, geometry, accumulate = false) {
      const plan = planOf(x, gradient, dy, geometry)
      const direct = plan.inputs <= DIRECT_GRADIENT_CHANNELS && DIRECT_GRADIENT_WIDTHS.includes(plan.kernel[1]) && [...plan.stride, ...plan.dilation].every((step) => step === 1)
      if (direct) weightGradientDirect(plan, x, dy, gradient, accumulate)
      else weightGradientPatches(plan, x, dy, gradient, accumulate)
    },

    channelSums(x, sums, accumulate = false) {
      const [images, channels] = x.shape
      recorder.emit('channelSums', channels, address(x), address(sums), images, x.data.length / (images * channels), Number(accumulate))
    },

    maxPool(x, y, positions, window) {
      recorder.emit('maxPool', planesOf(x), windowWords(x, y, window), address(x), address(y), address(positions), planeSize(x), planeSize(y))
    },
    maxPoolBackward: (dy, positions, dx) => recorder.emit('maxPoolBackward', planesOf(dy), planeSize(dx), planeSize(dy), address(dy), address(positions), address(dx), 0),
    averagePool: (x, y, window) => recorder.emit('averagePool', planesOf(x), windowWords(x, y, window), address(x), address(y), planeSize(x), planeSize(y)),
    averagePoolBackward: (dy, dx, window) => recorder.emit('averagePoolBackward', planesOf(dy), windowWords(dx, dy, window), address(dy), address(dx), planeSize(dx), planeSize(dy)),
  }

  function place(x: Tensor, out: Tensor, [top, left]: readonly number[], [sh, sw]: readonly number[]): void {
    const [images, channels, height, width] = x.shape
    const [, , outHeight, outWidth] = out.shape
    recorder.emit('pad', images * channels, address(x), address(out), height, width, outHeight, outWidth, top, left, sh, sw)
  }

  function convolveGroups(plan: Plan, x: number, weight: number, bias: number | null, y: number): void {
    const words = descriptor(plan)
    const start = bias ?? memory.createFloats(plan.outputs).byteOffset
    const direct = plan.stride[1] === 1 && plan.columns >= NARROWEST
    const bufferBytes = bytes(direct ? directBufferLength(plan) : tapsOf(plan) * plan.rows * plan.columns + 16)
    const buffer = memory.allocate(bufferBytes * recorder.threads)
    if (bias === null) recorder.emit('fill', plan.outputs, start, float(0))
    for (let group = 0; group < plan.groups; group++) {
      const operands = [
        plan.images, words, x + bytes(group * plan.inputs * plan.height * plan.width), weight + bytes(group * plan.outputs * tapsOf(plan)),
        bias === null ? start : start + bytes(group * plan.outputs), y + bytes(group * plan.outputs * plan.rows * plan.columns), plan.imageX, plan.imageY,
      ]
      if (direct) recorder.emit('convolve', ...operands, buffer, bufferBytes / 4, 0)
      else recorder.emit('convolvePatches', ...operands, buffer, bufferBytes / 4)
    }
  }

  function weightGradientDirect(plan: Plan, x: Tensor, dy: Tensor, gradient: Tensor, accumulate: boolean): void {
    const words = descriptor(plan)
    for (let group = 0; group < plan.groups; group++) {
      recorder.emit(
        'weightGradient', plan.outputs, words, plan.images, address(x) + bytes(group * plan.inputs * plan.height * plan.width),
        address(dy) + bytes(group * plan.outputs * plan.rows * plan.columns), address(gradient) + bytes(group * plan.outputs * tapsOf(plan)), Number(accumulate),
      )
    }
  }

  function weightGradientPatches(plan: Plan, x: Tensor, dy: Tensor, gradient: Tensor, accumulate: boolean): void {
    const words = descriptor(plan)
    const buffer = memory.allocate(bytes(tapsOf(plan) * plan.rows * plan.columns))
    for (let group = 0; group < plan.groups; group++) {
      recorder.emit(
        'weightGradientPatches', tapsOf(plan), words, plan.images, address(x) + bytes(group * plan.inputs * plan.height * plan.width),
        address(dy) + bytes(group * plan.outputs * plan.rows * plan.columns), address(gradient) + bytes(group * plan.outputs * tapsOf(plan)), Number(accumulate), buffer,
      )
    }
  }

  /** The address of the words that the kernels read a geometry from. */
  function descriptor({ inputs, height, width, outputs, rows, columns, kernel, stride, dilation, imageX, imageY }: Plan): number {
    return memory.writeWords([inputs, height, width, outputs, rows, columns, ...kernel, ...stride, ...dilation, imageX, imageY, columns])
  }

  function windowWords(x: Tensor, y: Tensor, { size, stride, padding }: PoolingWindow): number {
    return memory.writeWords([...x.shape.slice(2), ...y.shape.slice(2), ...size, ...stride, ...padding])
  }

}

const planesOf = ({ shape: [images, channels] }: Tensor): number => images * channels
const planeSize = ({ shape }: Tensor): number => shape[2] * shape[3]
