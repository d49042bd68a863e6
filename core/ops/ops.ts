import type { Shape } from '../math/shape.ts'
import type { AdaptiveUpdateOps } from './adaptive-update-ops.ts'
import type { PenaltyOps } from './penalty-ops.ts'
import type { IndexTensor, Tensor } from './tensor.ts'

/** Element-by-element functions whose derivative can be written with their output. */
export type UnaryFunction = 'exp' | 'logistic' | 'tanh' | 'relu' | 'leakyRelu' | 'elu' | 'softsign' | 'hardSigmoid' | 'step' | 'sign'

/** Element-by-element functions whose derivative is written with their input. */
export type SmoothFunction = 'softplus' | 'silu' | 'gelu' | 'geluTanh' | 'mish'

/** Mean and 1/√(variance + ε) per channel. */
export interface Moments {
  readonly mean: Tensor
  readonly inverse: Tensor
}

/** Statistics that follow those of the batches: running += momentum·(batch − running), with the unbiased variance. */
export interface RunningMoments {
  readonly mean: Tensor
  readonly variance: Tensor
  readonly momentum: number
}

/** What a normalization knows of each channel; what is null counts as moments 0 and 1, weight 1, bias 0. */
export interface ChannelScale {
  readonly moments: Moments | null
  readonly weight: Tensor | null
  readonly bias: Tensor | null
}

/** Where the gradients of a normalization go, and what is wanted of them. */
export interface ChannelGradients {
  readonly x: Tensor | null
  readonly weight: { readonly gradient: Tensor; readonly accumulate: boolean } | null
  readonly bias: { readonly gradient: Tensor; readonly accumulate: boolean } | null
  /** True when the moments do not depend on x, as at inference. */
  readonly fixed: boolean
}

/** A copy of `counts[0]` × `counts[1]` runs of `width` numbers; places are in numbers: a start and the distance along each count. */
export interface StridedCopy {
  readonly counts: readonly [number, number]
  readonly width: number
  readonly from: readonly [start: number, first: number, second: number]
  readonly to: readonly [start: number, first: number, second: number]
  /** Adds to what stands there; the runs of one call must not overlap. */
  readonly accumulate?: boolean
}

export interface MatmulOptions {
  readonly transposeA?: boolean
  readonly transposeB?: boolean
  /** Adds to `out` instead of overwriting it. */
  readonly accumulate?: boolean
}

/** How a kernel moves over images. Vertical first. */
export interface ConvolutionGeometry {
  readonly stride: readonly [number, number]
  readonly dilation: readonly [number, number]
  /** Channels are split into this many groups that do not see each other. */
  readonly groups: number
}

/** How a pooling window moves over images. Vertical first. */
export interface PoolingWindow {
  readonly size: readonly [number, number]
  readonly stride: readonly [number, number]
  /** Rows and columns outside the image at its top and left. */
  readonly padding: readonly [number, number]
}

/** One trainable tensor as an update sees it. */
export interface UpdateTarget {
  readonly value: Tensor
  readonly gradient: Tensor
  /** The gradient at a second place, for rules that asked for one. */
  readonly probed?: Tensor
  /** Which of a step's updates this is: for rules that draw random numbers. */
  readonly stream?: number
}

/** Where a loss writes: one value per sample, and dL/d(output) of their mean × `scale`, or null when only values are wanted. */
export interface LossTarget {
  readonly losses: Tensor
  readonly gradient: Tensor | null
  readonly scale: number
}

/**
 * The numeric backend. Every call writes into tensors that the caller made with `create`.
 *
 * Two implementations share this interface: `reference` (float64, plain TypeScript, the definition) and `wasm` (float32, SIMD).
 * Outside a recording a call computes at once. Inside `record` it is only noted down; the recorded program runs the
 * same calls on the same tensors as often as wanted, without allocating.
 */
export interface Ops extends AdaptiveUpdateOps, PenaltyOps {
  readonly precision: 'float64' | 'float32'

  /**
   * A zeroed tensor. Inside a recording it belongs to the program and holds anything until something is written. What the
   * recording's result holds lasts until another program runs; the others lend their memory to each other.
   */
  create(shape: Shape): Tensor
  createIndices(shape: Shape): IndexTensor

  /** out = A·B for matrices, with A [m, k] or transposed [k, m], B [k, n] or transposed [n, k]. */
  matmul(a: Tensor, b: Tensor, out: Tensor, options?: MatmulOptions): void
  /** y = x·Wᵀ + b with x [rows, in], W [out, in], b [out] or null, y [rows, out]. */
  linear(x: Tensor, weight: Tensor, bias: Tensor | null, y: Tensor): void
  /** sums[j] = Σ_r x[r, j], or added to `sums`. */
  columnSums(x: Tensor, sums: Tensor, accumulate?: boolean): void

  /** Images x [n, c, h, w] into zeros, `padding` rows below the top and columns right of the left edge of `out` [n, c, H, W]. */
  pad(x: Tensor, out: Tensor, padding: readonly [number, number]): void
  /** Cross-correlation of padded images x [n, c, h, w] with weight [o, c/groups, kh, kw], plus bias [o]; y [n, o, oh, ow]. */
  convolve(x: Tensor, weight: Tensor, bias: Tensor | null, y: Tensor, geometry: ConvolutionGeometry): void
  /** dL/dx for the images before padding; the padding must be smaller than the (dilated) kernel. */
  convolveInputGradient(dy: Tensor, weight: Tensor, dx: Tensor, geometry: ConvolutionGeometry, padding: readonly [number, number]): void
  /** dL/dweight from the padded images. */
  convolveWeightGradient(x: Tensor, dy: Tensor, gradient: Tensor, geometry: ConvolutionGeometry, accumulate?: boolean): void
  /** sums[c] = Σ over images and pixels of x [n, c, …]. */
  channelSums(x: Tensor, sums: Tensor, accumulate?: boolean): void
  /** The greatest of each window of x [n, c, h, w], and its place in its plane; the first of equals. */
  maxPool(x: Tensor, y: Tensor, positions: IndexTensor, window: PoolingWindow): void
  maxPoolBackward(dy: Tensor, positions: IndexTensor, dx: Tensor): void
  /** The mean of each window, over what lies inside the image. */
  averagePool(x: Tensor, y: Tensor, window: PoolingWindow): void
  averagePoolBackward(dy: Tensor, dx: Tensor, window: PoolingWindow): void

  /** y = f(x); y may be x. `slope` is the a of leakyRelu (a·x below 0) and elu (a·(eˣ − 1) below 0). */
  unary(name: UnaryFunction, x: Tensor, y: Tensor, slope?: number): void
  /** dx = dy·f'(x), with f' written through y = f(x); dx may be dy. */
  unaryBackward(name: UnaryFunction, y: Tensor, dy: Tensor, dx: Tensor, slope?: number): void
  /** y = f(x); y may be x where no gradient is wanted. */
  smooth(name: SmoothFunction, x: Tensor, y: Tensor): void
  /** dx = dy·f'(x); dx may be dy. */
  smoothBackward(name: SmoothFunction, x: Tensor, dy: Tensor, dx: Tensor): void
  /** Softmax over the last axis, the row's maximum subtracted first. */
  softmax(x: Tensor, y: Tensor): void
  softmaxBackward(y: Tensor, dy: Tensor, dx: Tensor): void
  /** x − log Σ eˣ over the last axis; y may be x. */
  logSoftmax(x: Tensor, y: Tensor): void
  logSoftmaxBackward(y: Tensor, dy: Tensor, dx: Tensor): void

  /** Moments of each channel of x [n, c, …] over samples and pixels (variance divided by their number); `running` follows unless there is one value per channel. */
  batchMoments(x: Tensor, epsilon: number, moments: Moments, running: RunningMoments | null): void
  /** inverse = 1/√(variance + ε). */
  inverseDeviation(variance: Tensor, epsilon: number, inverse: Tensor): void
  /** y = (x − mean)·inverse·weight + bias with one number per channel of x [n, c, …]; y may be x. */
  normalizeChannels(x: Tensor, scale: ChannelScale, y: Tensor): void
  /** Gradients of `normalizeChannels` (and, unless fixed, of `batchMoments`); dx may be dy. */
  normalizeChannelsBackward(x: Tensor, scale: ChannelScale, dy: Tensor, gradients: ChannelGradients): void
  /** y = (x − mean)·inverse for each row of x, seen as [inverse's length, …], with inverse = 1/√(variance + ε). */
  normalizeRows(x: Tensor, epsilon: number, y: Tensor, inverse: Tensor): void
  /** dx = inverse·(dy − mean(dy) − y·mean(dy∘y)) for each row; dx may be dy. */
  normalizeRowsBackward(y: Tensor, inverse: Tensor, dy: Tensor, dx: Tensor): void

  copy(from: Tensor, to: Tensor): void
  /** Runs of numbers from one place to another: joins, cuts out, exchanges axes. */
  copyStrided(from: Tensor, to: Tensor, layout: StridedCopy): void
  /** out = a + b; out may be a or b. */
  add(a: Tensor, b: Tensor, out: Tensor): void
  /** out = a ∘ b; out may be a or b. */
  multiply(a: Tensor, b: Tensor, out: Tensor): void
  /** out[0] = mean of x. */
  mean(x: Tensor, out: Tensor): void
  /** out[0] += scale·Σ x². */
  addSquaredNorm(x: Tensor, scale: number, out: Tensor): void
  /** y = factor·x; y may be x. */
  scale(factor: number, x: Tensor, y: Tensor): void
  /** y += scale·x. */
  addScaled(scale: number, x: Tensor, y: Tensor): void
  /** y[r] = factors[r]·x[r], whole rows of x seen as [factors' length, …]; y may be x. */
  scaleRows(factors: Tensor, x: Tensor, y: Tensor): void
  fill(x: Tensor, value: number): void
  /** out[i] = source[positions[i]], whole rows. */
  gather(source: Tensor, positions: IndexTensor, out: Tensor): void
  gatherIndices(source: IndexTensor, positions: IndexTensor, out: IndexTensor): void

  /** mask[i] = 1/keep with probability keep, else 0: a function of seed, stream, the clock's step and i alone. */
  dropoutMask(mask: Tensor, keep: number, seed: number, stream: number): void
  /** Normal numbers of mean 0, drawn like dropout masks. */
  normalNoise(out: Tensor, deviation: number, seed: number, stream: number): void
  /** Numbers in [0, 1), multiples of 2⁻²⁴, drawn like dropout masks. */
  uniformNoise(out: Tensor, seed: number, stream: number): void

  /**
   * −log softmax(z)[label], from logits z [rows, classes]. Gradient softmax(z) − onehot. With `smoothing` ε the target is (1 − ε)·onehot + ε/classes;
   * with `weights` [classes] each row counts with its label's.
   */
  softmaxCrossEntropy(logits: Tensor, labels: IndexTensor, target: LossTarget, options?: { readonly smoothing?: number; readonly weights?: Tensor | null }): void
  /** Mean over the columns of −t·log σ(z) − (1−t)·log(1−σ(z)), from logits. Gradient (σ(z) − t)/columns. */
  binaryCrossEntropy(logits: Tensor, targets: Tensor, target: LossTarget): void
  /** Mean over the columns of (y − t)². Gradient 2(y − t)/columns. */
  squaredError(outputs: Tensor, targets: Tensor, target: LossTarget): void
  /** Mean over the columns of |y − t|. Gradient sgn(y − t)/columns. */
  absoluteError(outputs: Tensor, targets: Tensor, target: LossTarget): void
  /** Mean over the columns of ½d² for |d| ≤ delta, else delta·(|d| − ½delta), d = y − t. */
  huberError(outputs: Tensor, targets: Tensor, target: LossTarget, delta: number): void
  /** Mean over the columns of max(0, 1 − (2t − 1)·y) for targets 0 and 1. */
  hingeError(outputs: Tensor, targets: Tensor, target: LossTarget): void
  /** Σ t·(log t − log softmax(z)), from logits z [rows, columns] and probabilities t. Gradient softmax(z)·Σt − t. */
  divergence(logits: Tensor, targets: Tensor, target: LossTarget): void

  /** w −= learningRate·g + decay·w, coefficients [learningRate, decay]. */
  sgd(target: UpdateTarget, coefficients: Tensor): void
  /** v = momentum·v + g; w −= learningRate·v + decay·w (for Nesterov, g + momentum·v instead of v), coefficients [learningRate, momentum, decay]. */
  momentum(target: UpdateTarget, velocity: Tensor, coefficients: Tensor, nesterov: boolean): void
  /** m, v: running moments; w −= rate·m/(√v + epsilon) + decay·w, coefficients [rate, beta1, beta2, epsilon, decay] with the bias corrections folded in. */
  adam(target: UpdateTarget, m: Tensor, v: Tensor, coefficients: Tensor): void

  /** Any computation over the data of `tensors`, for what has no op yet. Slower: it leaves the recorded program. */
  host(compute: () => void, tensors: readonly (Tensor | IndexTensor)[]): void
}

/** Recorded calls, ready to run as often as wanted. */
export interface Program {
  run(): void
}

/** Ops with their memory, clock and recordings. One engine belongs to one run. */
export interface Engine {
  /** `reference`, `simd`, `relaxed`, … as runs report it. */
  readonly name: string
  readonly ops: Ops
  /** The step that random masks are drawn for. */
  setStep(step: number): void
  /**
   * Notes down the calls that `build` makes, without computing them. It is called once or twice and must do the same each time.
   * Tensors that its result holds (in objects, lists and maps) can be read after each run.
   */
  record<T>(build: () => T): Program & { readonly result: T }
  /** From the next program on no more than `count` threads work; those beyond it sleep. Results do not depend on it. */
  limitThreads(count: number): void
  /** Returns a function that gives back the memory of everything created and recorded since; nothing of it may be used afterwards. */
  mark(): () => void
  /** Gives the memory back; the engine is of no use afterwards. */
  dispose(): void
}
