import * as op from './build/opcodes'
import { add, addScaled, addSquaredNorm, columnSums, fill, gather, logistic, logisticBackward, mean, multiply, relu, reluBackward, softmax, softmaxBackward, tanh, tanhBackward } from './elementwise'
import { binaryCrossEntropy, softmaxCrossEntropy, squaredError } from './losses'
import { matmul, SCRATCH_BYTES } from './matmul'
import { dropoutMask } from './random'
import { adam, momentum, sgd } from './updates'

export function scratchBytes(): i32 { return SCRATCH_BYTES }

// @ts-ignore: decorator
@inline function i(p: usize, operand: usize): i32 { return load<i32>(p + 4 + (operand << 2)) }
// @ts-ignore: decorator
@inline function f(p: usize, operand: usize): f32 { return load<f32>(p + 4 + (operand << 2)) }

/** Runs `count` instructions from `program`. Operands stand in the order in which core/ops/wasm writes them. */
export function run(program: usize, count: i32, scratch: usize): void {
  for (let p = program, end = program + <usize>count * (op.INSTRUCTION_WORDS << 2); p < end; p += op.INSTRUCTION_WORDS << 2) {
    switch (load<i32>(p)) {
      case op.MATMUL: { matmul(i(p, 0) != 0, i(p, 1) != 0, i(p, 2), i(p, 3), i(p, 4), i(p, 5), i(p, 6), i(p, 7), i(p, 8), i(p, 9), i(p, 10), i(p, 11) != 0, i(p, 12), scratch); break }
      case op.COLUMN_SUMS: { columnSums(i(p, 0), i(p, 1), i(p, 2), i(p, 3), i(p, 4) != 0); break }
      case op.COPY: { memory.copy(i(p, 1), i(p, 0), <usize>i(p, 2) << 2); break }
      case op.FILL: { fill(i(p, 0), f(p, 1), i(p, 2)); break }
      case op.ADD: { add(i(p, 0), i(p, 1), i(p, 2), i(p, 3)); break }
      case op.MULTIPLY: { multiply(i(p, 0), i(p, 1), i(p, 2), i(p, 3)); break }
      case op.MEAN: { mean(i(p, 0), i(p, 1), i(p, 2)); break }
      case op.ADD_SQUARED_NORM: { addSquaredNorm(i(p, 0), f(p, 1), i(p, 2), i(p, 3)); break }
      case op.ADD_SCALED: { addScaled(f(p, 0), i(p, 1), i(p, 2), i(p, 3)); break }
      case op.GATHER: { gather(i(p, 0), i(p, 1), i(p, 2), i(p, 3), i(p, 4)); break }
      case op.LOGISTIC: { logistic(i(p, 0), i(p, 1), i(p, 2)); break }
      case op.TANH: { tanh(i(p, 0), i(p, 1), i(p, 2)); break }
      case op.RELU: { relu(i(p, 0), i(p, 1), i(p, 2)); break }
      case op.LOGISTIC_BACKWARD: { logisticBackward(i(p, 0), i(p, 1), i(p, 2), i(p, 3)); break }
      case op.TANH_BACKWARD: { tanhBackward(i(p, 0), i(p, 1), i(p, 2), i(p, 3)); break }
      case op.RELU_BACKWARD: { reluBackward(i(p, 0), i(p, 1), i(p, 2), i(p, 3)); break }
      case op.SOFTMAX: { softmax(i(p, 0), i(p, 1), i(p, 2), i(p, 3), scratch); break }
      case op.SOFTMAX_BACKWARD: { softmaxBackward(i(p, 0), i(p, 1), i(p, 2), i(p, 3), i(p, 4)); break }
      case op.DROPOUT_MASK: { dropoutMask(i(p, 0), i(p, 1), f(p, 2), i(p, 3), i(p, 4), i(p, 5), i(p, 6), i(p, 7)); break }
      case op.SOFTMAX_CROSS_ENTROPY: { softmaxCrossEntropy(i(p, 0), i(p, 1), i(p, 2), i(p, 3), i(p, 4), i(p, 5), f(p, 6), scratch); break }
      case op.BINARY_CROSS_ENTROPY: { binaryCrossEntropy(i(p, 0), i(p, 1), i(p, 2), i(p, 3), i(p, 4), i(p, 5), f(p, 6)); break }
      case op.SQUARED_ERROR: { squaredError(i(p, 0), i(p, 1), i(p, 2), i(p, 3), i(p, 4), i(p, 5), f(p, 6)); break }
      case op.SGD: { sgd(i(p, 0), i(p, 1), i(p, 2), i(p, 3)); break }
      case op.MOMENTUM: { momentum(i(p, 0), i(p, 1), i(p, 2), i(p, 3), i(p, 4) != 0, i(p, 5)); break }
      case op.ADAM: { adam(i(p, 0), i(p, 1), i(p, 2), i(p, 3), i(p, 4), i(p, 5)); break }
      default: unreachable()
    }
  }
}
