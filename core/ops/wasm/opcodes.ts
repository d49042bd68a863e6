/** The instructions of a recorded program, shared with the kernels: the build writes them out as constants. */
export const opcodes = {
  matmul: 1,
  columnSums: 2,
  copy: 3,
  fill: 4,
  add: 5,
  multiply: 6,
  mean: 7,
  addSquaredNorm: 8,
  addScaled: 9,
  gather: 10,
  logistic: 11,
  tanh: 12,
  relu: 13,
  logisticBackward: 14,
  tanhBackward: 15,
  reluBackward: 16,
  softmax: 17,
  softmaxBackward: 18,
  dropoutMask: 19,
  softmaxCrossEntropy: 20,
  binaryCrossEntropy: 21,
  squaredError: 22,
  sgd: 23,
  momentum: 24,
  adam: 25,
} as const

export type Opcode = keyof typeof opcodes

/** 32-bit words per instruction: the opcode and up to 15 operands. */
export const INSTRUCTION_WORDS = 16
