/** Instructions over independent elements: operand 0 is their number. */
const elementOps = [
  'copy', 'fill', 'add', 'multiply', 'addScaled',
  'exp', 'logistic', 'tanh', 'relu', 'logisticBackward', 'tanhBackward', 'reluBackward',
  'dropoutMask', 'sgd', 'momentum', 'adam',
  'rmsprop', 'adadelta', 'adamax', 'amsgrad', 'nadam', 'lion', 'rprop', 'adaptiveGains', 'lambDirection', 'trustStep',
  'addScaledSign', 'addEliminationGradient', 'clamp', 'limitNorm', 'vsgdProbe', 'vsgdMoments', 'vsgdStep',
] as const

/** Instructions over independent rows: operands 0 and 1 are the number of rows and their length. */
const rowOps = [
  'mean', 'addSquaredNorm', 'columnSums', 'gather', 'softmax', 'softmaxBackward', 'softmaxCrossEntropy', 'binaryCrossEntropy', 'squaredError',
  'addAbsoluteSum', 'addElimination', 'limitRowNorms', 'greatest',
] as const

/** Instructions over images, planes or channels: operand 0 is their number. */
const imageOps = [
  'pad', 'convolve', 'convolvePatches', 'flipWeights', 'weightGradient', 'weightGradientPatches', 'channelSums',
  'maxPool', 'maxPoolBackward', 'averagePool', 'averagePoolBackward',
] as const

export type Opcode = 'matmul' | (typeof imageOps)[number] | (typeof elementOps)[number] | (typeof rowOps)[number]

const numbered: readonly Opcode[] = ['matmul', ...elementOps, ...rowOps, ...imageOps]

/** The instructions of a recorded program, shared with the kernels: the build writes them out as constants. */
export const opcodes = Object.fromEntries(numbered.map((name, index) => [name, index + 1])) as Readonly<Record<Opcode, number>>

/** From this one on, instructions work on rows. */
export const FIRST_ROW_OP = opcodes.mean
/** From this one on, on images. */
export const FIRST_IMAGE_OP = opcodes.pad

/** 32-bit words per instruction: the opcode and up to 15 operands. */
export const INSTRUCTION_WORDS = 16

export const isRowOp = (opcode: Opcode): boolean => opcodes[opcode] >= FIRST_ROW_OP && opcodes[opcode] < FIRST_IMAGE_OP
export const isImageOp = (opcode: Opcode): boolean => opcodes[opcode] >= FIRST_IMAGE_OP
