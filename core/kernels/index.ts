import * as op from './build/opcodes'
import { adadelta, adamax, adaptiveGains, amsgrad, lambDirection, lion, nadam, rmsprop, rprop, trustStep } from './adaptive-updates'
import { PEAK_MULTIPLY_ADDS } from './build/matmul-tiles'
import { elu, eluBackward, gelu, geluBackward, geluTanh, geluTanhBackward, hardSigmoid, hardSigmoidBackward, leakyRelu, leakyReluBackward, logSoftmax, logSoftmaxBackward, mish, mishBackward, scale, sign, silu, siluBackward, softplus, softplusBackward, softsign, softsignBackward, step } from './activations'
import { channelSums, convolve, convolvePatches, flipWeights, pad, weightGradient, weightGradientPatches } from './convolution'
import { add, addScaled, addSquaredNorm, columnSums, copyStrided, exp, fill, gather, logistic, logisticBackward, mean, multiply, relu, reluBackward, scaleRows, softmax, softmaxBackward, tanh, tanhBackward } from './elementwise'
import { absoluteError, binaryCrossEntropy, divergence, hingeError, huberError, softmaxCrossEntropy, squaredError } from './losses'
import { matmul, SCRATCH_BYTES } from './matmul'
import { batchMoments, columnMoments, inverseDeviation, normalizeChannels, normalizeChannelsBackward, normalizeColumns, normalizeColumnsBackward, normalizeRows, normalizeRowsBackward } from './normalization'
import { awaitHelpers, awaitProgram, barrier, countOf, programOf, reportDone, shareStart, startHelpers, threadsOf } from './parallel'
import { addAbsoluteSum, addElimination, addEliminationGradient, addScaledSign, clamp, limitNorm, limitRowNorms } from './penalties'
import { greatest, vsgdMoments, vsgdProbe, vsgdStep } from './vsgd'
import { averagePool, averagePoolBackward, maxPool, maxPoolBackward } from './pooling'
import { dropoutMask, normalNoise, uniformNoise } from './random'
import { adam, momentum, sgd } from './updates'

export { peak } from './build/matmul-tiles'

/** Multiply-adds per turn of `peak`. */
export function peakMultiplyAdds(): i32 { return PEAK_MULTIPLY_ADDS }

/** Scratch memory that each thread needs, in bytes. */
export function scratchBytes(): i32 { return SCRATCH_BYTES }

/** Elements per unit of work: whole vectors, whole cache lines. */
const LINE: i32 = 16

// @ts-ignore: decorator
@inline function i(p: usize, operand: usize): i32 { return load<i32>(p + 4 + (operand << 2)) }
// @ts-ignore: decorator
@inline function f(p: usize, operand: usize): f32 { return load<f32>(p + 4 + (operand << 2)) }
/** An address operand, moved on by `elements` numbers; 0 stays 0. */
// @ts-ignore: decorator
@inline function at(p: usize, operand: usize, elements: i32): usize {
  let address = <usize>load<u32>(p + 4 + (operand << 2))
  return address ? address + (<usize>elements << 2) : 0
}

/** Runs `count` instructions from `program` on `threads` threads, this one and helpers that wait in `help`. */
export function run(program: usize, count: i32, scratch: usize, control: usize, threads: i32): void {
  if (threads > 1) startHelpers(control, program, count, threads)
  execute(program, count, scratch, control, 0, threads)
  if (threads > 1) awaitHelpers(control, threads)
}

/** A helper thread's life: wait for a program, run one's share of it; ends when told to leave. */
export function help(thread: i32, scratch: usize, control: usize): void {
  let epoch = 0
  let shared = true
  for (;;) {
    epoch = awaitProgram(control, epoch, shared)
    let threads = threadsOf(control)
    if (threads < 0) return
    shared = thread < threads
    if (!shared) continue
    execute(programOf(control), countOf(control), scratch, control, thread, threads)
    reportDone(control)
  }
}

/** Sends the helpers away. */
export function dismiss(control: usize): void { startHelpers(control, 0, 0, -1) }

/** One thread's share of each instruction, with a barrier after each. Operands stand in the order in which core/ops/wasm writes them. */
function execute(program: usize, count: i32, scratch: usize, control: usize, t: i32, n: i32): void {
  for (let p = program, end = program + <usize>count * (op.INSTRUCTION_WORDS << 2); p < end; p += op.INSTRUCTION_WORDS << 2) {
    let code = load<i32>(p)
    if (code == op.MATMUL) matmul(i(p, 0) != 0, i(p, 1) != 0, i(p, 2), i(p, 3), i(p, 4), i(p, 5), i(p, 6), i(p, 7), i(p, 8), i(p, 9), i(p, 10), i(p, 11) != 0, i(p, 12), scratch, t, n)
    else if (code >= op.FIRST_CHANNEL_OP) channels(code, p, t, n)
    else if (code >= op.FIRST_IMAGE_OP) images(code, p, scratch, t, n)
    else if (code >= op.FIRST_ROW_OP) rows(code, p, scratch, t, n)
    else if (code >= op.FIRST_FUNCTION_OP) functions(code, p, t, n)
    else elements(code, p, t, n)
    barrier(control, n)
  }
}

/** Instructions over independent elements; operand 0 is their number. */
function elements(code: i32, p: usize, t: i32, n: i32): void {
  let s = shareStart(i(p, 0), LINE, t, n)
  let count = shareStart(i(p, 0), LINE, t + 1, n) - s
  if (count <= 0) return
  switch (code) {
    case op.COPY: { memory.copy(at(p, 2, s), at(p, 1, s), <usize>count << 2); break }
    case op.FILL: { fill(at(p, 1, s), f(p, 2), count); break }
    case op.ADD: { add(at(p, 1, s), at(p, 2, s), at(p, 3, s), count); break }
    case op.MULTIPLY: { multiply(at(p, 1, s), at(p, 2, s), at(p, 3, s), count); break }
    case op.ADD_SCALED: { addScaled(f(p, 1), at(p, 2, s), at(p, 3, s), count); break }
    case op.EXP: { exp(at(p, 1, s), at(p, 2, s), count); break }
    case op.LOGISTIC: { logistic(at(p, 1, s), at(p, 2, s), count); break }
    case op.TANH: { tanh(at(p, 1, s), at(p, 2, s), count); break }
    case op.RELU: { relu(at(p, 1, s), at(p, 2, s), count); break }
    case op.LOGISTIC_BACKWARD: { logisticBackward(at(p, 1, s), at(p, 2, s), at(p, 3, s), count); break }
    case op.TANH_BACKWARD: { tanhBackward(at(p, 1, s), at(p, 2, s), at(p, 3, s), count); break }
    case op.RELU_BACKWARD: { reluBackward(at(p, 1, s), at(p, 2, s), at(p, 3, s), count); break }
    case op.DROPOUT_MASK: { dropoutMask(at(p, 1, s), s, count, f(p, 2), i(p, 3), i(p, 4), i(p, 5), i(p, 6), i(p, 7)); break }
    case op.SGD: { sgd(at(p, 1, s), at(p, 2, s), i(p, 3), count); break }
    case op.MOMENTUM: { momentum(at(p, 1, s), at(p, 2, s), at(p, 3, s), i(p, 4), i(p, 5) != 0, count); break }
    case op.ADAM: { adam(at(p, 1, s), at(p, 2, s), at(p, 3, s), at(p, 4, s), i(p, 5), count); break }
    default: updates(code, p, s, count)
  }
}

/** Updates that give each weight a step of its own, penalties and limits. */
function updates(code: i32, p: usize, s: i32, count: i32): void {
  switch (code) {
    case op.RMSPROP: { rmsprop(at(p, 1, s), at(p, 2, s), at(p, 3, s), i(p, 4), count); break }
    case op.ADADELTA: { adadelta(at(p, 1, s), at(p, 2, s), at(p, 3, s), at(p, 4, s), i(p, 5), count); break }
    case op.ADAMAX: { adamax(at(p, 1, s), at(p, 2, s), at(p, 3, s), at(p, 4, s), i(p, 5), count); break }
    case op.AMSGRAD: { amsgrad(at(p, 1, s), at(p, 2, s), at(p, 3, s), at(p, 4, s), at(p, 5, s), i(p, 6), count); break }
    case op.NADAM: { nadam(at(p, 1, s), at(p, 2, s), at(p, 3, s), at(p, 4, s), i(p, 5), count); break }
    case op.LION: { lion(at(p, 1, s), at(p, 2, s), at(p, 3, s), i(p, 4), count); break }
    case op.RPROP: { rprop(at(p, 1, s), at(p, 2, s), at(p, 3, s), at(p, 4, s), i(p, 5), count); break }
    case op.ADAPTIVE_GAINS: { adaptiveGains(at(p, 1, s), at(p, 2, s), at(p, 3, s), at(p, 4, s), at(p, 5, s), i(p, 6), i(p, 7) != 0, count); break }
    case op.LAMB_DIRECTION: { lambDirection(at(p, 1, s), at(p, 2, s), at(p, 3, s), at(p, 4, s), at(p, 5, s), i(p, 6), count); break }
    case op.ADD_SCALED_SIGN: { addScaledSign(f(p, 1), at(p, 2, s), at(p, 3, s), count); break }
    case op.ADD_ELIMINATION_GRADIENT: { addEliminationGradient(f(p, 1), f(p, 2), at(p, 3, s), at(p, 4, s), count); break }
    case op.CLAMP: { clamp(at(p, 1, s), f(p, 2), count); break }
    case op.LIMIT_NORM: { limitNorm(at(p, 1, s), i(p, 2), f(p, 3), count); break }
    case op.VSGD_PROBE: { vsgdProbe(at(p, 1, s), at(p, 2, s), at(p, 3, s), i(p, 4), count); break }
    case op.VSGD_MOMENTS: { vsgdMoments(at(p, 1, s), at(p, 2, s), at(p, 3, s), at(p, 4, s), at(p, 5, s), at(p, 6, s), i(p, 7), count); break }
    case op.VSGD_STEP: { vsgdStep(at(p, 1, s), at(p, 2, s), at(p, 3, s), at(p, 4, s), at(p, 5, s), at(p, 6, s), i(p, 7), i(p, 8), i(p, 9), i(p, 10), count); break }
    case op.TRUST_STEP: { trustStep(at(p, 1, s), at(p, 2, s), i(p, 3), i(p, 4), i(p, 5), count); break }
    default: unreachable()
  }
}

// @ts-ignore: decorator
@inline function sumsEverything(code: i32): bool { return code == op.MEAN || code == op.ADD_SQUARED_NORM || code == op.ADD_ABSOLUTE_SUM || code == op.ADD_ELIMINATION || code == op.GREATEST }

/** Functions of one number; operand 0 is the number of elements. */
function functions(code: i32, p: usize, t: i32, n: i32): void {
  let s = shareStart(i(p, 0), LINE, t, n)
  let count = shareStart(i(p, 0), LINE, t + 1, n) - s
  if (count <= 0) return
  let x = at(p, 1, s), y = at(p, 2, s), z = at(p, 3, s)
  switch (code) {
    case op.SCALE: { scale(x, y, f(p, 3), count); break }
    case op.LEAKY_RELU: { leakyRelu(x, y, f(p, 3), count); break }
    case op.LEAKY_RELU_BACKWARD: { leakyReluBackward(x, y, z, f(p, 4), count); break }
    case op.ELU: { elu(x, y, f(p, 3), count); break }
    case op.ELU_BACKWARD: { eluBackward(x, y, z, f(p, 4), count); break }
    case op.SOFTSIGN: { softsign(x, y, count); break }
    case op.SOFTSIGN_BACKWARD: { softsignBackward(x, y, z, count); break }
    case op.HARD_SIGMOID: { hardSigmoid(x, y, count); break }
    case op.HARD_SIGMOID_BACKWARD: { hardSigmoidBackward(x, y, z, count); break }
    case op.STEP: { step(x, y, count); break }
    case op.SIGN: { sign(x, y, count); break }
    case op.SOFTPLUS: { softplus(x, y, count); break }
    case op.SOFTPLUS_BACKWARD: { softplusBackward(x, y, z, count); break }
    case op.SILU: { silu(x, y, count); break }
    case op.SILU_BACKWARD: { siluBackward(x, y, z, count); break }
    case op.GELU: { gelu(x, y, count); break }
    case op.GELU_BACKWARD: { geluBackward(x, y, z, count); break }
    case op.GELU_TANH: { geluTanh(x, y, count); break }
    case op.GELU_TANH_BACKWARD: { geluTanhBackward(x, y, z, count); break }
    case op.MISH: { mish(x, y, count); break }
    case op.MISH_BACKWARD: { mishBackward(x, y, z, count); break }
    case op.NORMAL_NOISE: { normalNoise(x, s, count, f(p, 2), i(p, 3), i(p, 4), i(p, 5), i(p, 6)); break }
    case op.UNIFORM_NOISE: { uniformNoise(x, s, count, i(p, 3), i(p, 4), i(p, 5), i(p, 6)); break }
    default: unreachable()
  }
}

/** Instructions over independent rows (or columns); operand 0 is their number, operand 1 the length of one. Sums over everything are the first thread's. */
function rows(code: i32, p: usize, scratch: usize, t: i32, n: i32): void {
  let length = i(p, 1)
  let grain = code == op.COLUMN_SUMS ? LINE : sumsEverything(code) ? i(p, 0) : 1
  let r = shareStart(i(p, 0), grain, t, n)
  let count = shareStart(i(p, 0), grain, t + 1, n) - r
  if (count <= 0) return
  let s = r * length
  switch (code) {
    case op.MEAN: { mean(at(p, 2, 0), at(p, 3, 0), count); break }
    case op.ADD_SQUARED_NORM: { addSquaredNorm(at(p, 2, 0), f(p, 4), at(p, 3, 0), count); break }
    case op.ADD_ABSOLUTE_SUM: { addAbsoluteSum(at(p, 2, 0), at(p, 3, 0), f(p, 4), count); break }
    case op.ADD_ELIMINATION: { addElimination(at(p, 2, 0), at(p, 3, 0), f(p, 4), f(p, 5), count); break }
    case op.GREATEST: { greatest(at(p, 2, 0), at(p, 3, 0), count); break }
    case op.LIMIT_ROW_NORMS: { limitRowNorms(at(p, 2, s), f(p, 3), count, length); break }
    case op.COLUMN_SUMS: { columnSums(at(p, 2, 0), at(p, 3, 0), length, i(p, 0), i(p, 4) != 0, r, r + count); break }
    case op.GATHER: { gather(at(p, 2, 0), at(p, 3, r), at(p, 4, s), count, length << 2); break }
    case op.SCALE_ROWS: { scaleRows(at(p, 2, s), at(p, 3, r), at(p, 4, s), count, length); break }
    case op.SOFTMAX: { softmax(at(p, 2, s), at(p, 3, s), count, length, scratch); break }
    case op.SOFTMAX_BACKWARD: { softmaxBackward(at(p, 2, s), at(p, 3, s), at(p, 4, s), count, length); break }
    case op.SOFTMAX_CROSS_ENTROPY: { softmaxCrossEntropy(at(p, 2, s), at(p, 3, r), at(p, 4, r), at(p, 5, s), count, length, f(p, 6), scratch, f(p, 7), i(p, 8)); break }
    case op.ABSOLUTE_ERROR: { absoluteError(at(p, 2, s), at(p, 3, s), at(p, 4, r), at(p, 5, s), count, length, f(p, 6)); break }
    case op.HUBER_ERROR: { huberError(at(p, 2, s), at(p, 3, s), at(p, 4, r), at(p, 5, s), count, length, f(p, 6), f(p, 7)); break }
    case op.HINGE_ERROR: { hingeError(at(p, 2, s), at(p, 3, s), at(p, 4, r), at(p, 5, s), count, length, f(p, 6)); break }
    case op.DIVERGENCE: { divergence(at(p, 2, s), at(p, 3, s), at(p, 4, r), at(p, 5, s), count, length, f(p, 6)); break }
    case op.COPY_STRIDED: { copyStrided(i(p, 2), i(p, 3), r, count, length, i(p, 4), i(p, 5), i(p, 6), i(p, 7), i(p, 8), i(p, 9) != 0); break }
    case op.BINARY_CROSS_ENTROPY: { binaryCrossEntropy(at(p, 2, s), at(p, 3, s), at(p, 4, r), at(p, 5, s), count, length, f(p, 6)); break }
    case op.LOG_SOFTMAX: { logSoftmax(at(p, 2, s), at(p, 3, s), count, length); break }
    case op.LOG_SOFTMAX_BACKWARD: { logSoftmaxBackward(at(p, 2, s), at(p, 3, s), at(p, 4, s), count, length); break }
    case op.NORMALIZE_ROWS: { normalizeRows(at(p, 2, s), at(p, 3, s), at(p, 4, r), count, length, f(p, 5)); break }
    case op.NORMALIZE_ROWS_BACKWARD: { normalizeRowsBackward(at(p, 2, s), at(p, 3, r), at(p, 4, s), at(p, 5, s), count, length); break }
    case op.SQUARED_ERROR: { squaredError(at(p, 2, s), at(p, 3, s), at(p, 4, r), at(p, 5, s), count, length, f(p, 6)); break }
    default: unreachable()
  }
}

/** Instructions over independent images, planes or channels; operand 0 is their number. */
function images(code: i32, p: usize, scratch: usize, t: i32, n: i32): void {
  let first = shareStart(i(p, 0), 1, t, n)
  let last = shareStart(i(p, 0), 1, t + 1, n)
  let count = last - first
  if (count <= 0) return
  switch (code) {
    case op.PAD: { pad(at(p, 1, first * i(p, 3) * i(p, 4)), at(p, 2, first * i(p, 5) * i(p, 6)), count, i(p, 3), i(p, 4), i(p, 5), i(p, 6), i(p, 7), i(p, 8), i(p, 9), i(p, 10)); break }
    case op.CONVOLVE: { convolve(i(p, 1), count, at(p, 2, first * i(p, 6)), i(p, 3), i(p, 4), at(p, 5, first * i(p, 7)), i(p, 10) != 0, at(p, 8, t * i(p, 9))); break }
    case op.CONVOLVE_PATCHES: { convolvePatches(i(p, 1), count, at(p, 2, first * i(p, 6)), i(p, 3), i(p, 4), at(p, 5, first * i(p, 7)), scratch, at(p, 8, t * i(p, 9))); break }
    case op.FLIP_WEIGHTS: { if (t == 0) flipWeights(i(p, 1), i(p, 2), i(p, 3), i(p, 4), i(p, 5)); break }
    case op.WEIGHT_GRADIENT: { weightGradient(i(p, 1), i(p, 2), i(p, 3), i(p, 4), i(p, 5), i(p, 6) != 0, first, last, scratch); break }
    case op.WEIGHT_GRADIENT_PATCHES: { weightGradientPatches(i(p, 1), i(p, 2), i(p, 3), i(p, 4), i(p, 5), i(p, 6) != 0, first, last, scratch, i(p, 7)); break }
    case op.CHANNEL_SUMS: { channelSums(i(p, 1), i(p, 2), i(p, 3), i(p, 0), i(p, 4), i(p, 5) != 0, first, last); break }
    case op.MAX_POOL: { maxPool(i(p, 1), count, at(p, 2, first * i(p, 5)), at(p, 3, first * i(p, 6)), at(p, 4, first * i(p, 6))); break }
    case op.MAX_POOL_BACKWARD: { maxPoolBackward(count, i(p, 1), i(p, 2), at(p, 3, first * i(p, 2)), at(p, 4, first * i(p, 2)), at(p, 5, first * i(p, 1)), at(p, 6, first * i(p, 1))); break }
    case op.AVERAGE_POOL: { averagePool(i(p, 1), count, at(p, 2, first * i(p, 4)), at(p, 3, first * i(p, 5))); break }
    case op.AVERAGE_POOL_BACKWARD: { averagePoolBackward(i(p, 1), count, at(p, 2, first * i(p, 5)), at(p, 3, first * i(p, 4))); break }
    default: unreachable()
  }
}

/** Instructions over channels; operand 0 is their number, 1 and 2 images and pixels. Without pixels the channels are columns, shared out by whole vectors. */
function channels(code: i32, p: usize, t: i32, n: i32): void {
  let total = i(p, 0), images = i(p, 1), size = i(p, 2)
  let grain = size == 1 ? LINE : 1
  let first = shareStart(total, grain, t, n), last = shareStart(total, grain, t + 1, n)
  if (last <= first) return
  switch (code) {
    case op.BATCH_MOMENTS: {
      if (size == 1) columnMoments(i(p, 3), i(p, 4), i(p, 5), i(p, 6), i(p, 7), images, total, f(p, 8), f(p, 9), first, last)
      else batchMoments(i(p, 3), i(p, 4), i(p, 5), i(p, 6), i(p, 7), images, total, size, f(p, 8), f(p, 9), first, last)
      break
    }
    case op.INVERSE_DEVIATION: { inverseDeviation(at(p, 3, first), at(p, 4, first), f(p, 5), last - first); break }
    case op.NORMALIZE_CHANNELS: {
      if (size == 1) normalizeColumns(i(p, 3), i(p, 4), i(p, 5), i(p, 6), i(p, 7), i(p, 8), images, total, first, last)
      else normalizeChannels(i(p, 3), i(p, 4), i(p, 5), i(p, 6), i(p, 7), i(p, 8), images, total, size, first, last)
      break
    }
    case op.NORMALIZE_CHANNELS_BACKWARD: {
      if (size == 1) normalizeColumnsBackward(i(p, 3), i(p, 4), i(p, 5), i(p, 6), i(p, 7), i(p, 8), i(p, 9), i(p, 10), images, total, i(p, 11), i(p, 12) != 0, first, last)
      else normalizeChannelsBackward(i(p, 3), i(p, 4), i(p, 5), i(p, 6), i(p, 7), i(p, 8), i(p, 9), i(p, 10), images, total, size, i(p, 11), i(p, 12) != 0, first, last)
      break
    }
    default: unreachable()
  }
}
