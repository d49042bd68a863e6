/** Instructions over independent elements: operand 0 is their number. */
const elementOps = [
  'copy', 'fill', 'add', 'multiply', 'addScaled',
  'exp', 'logistic', 'tanh', 'relu', 'logisticBackward', 'tanhBackward', 'reluBackward',
  'dropoutMask', 'sgd', 'momentum', 'adam',
  'rmsprop', 'adadelta', 'adamax', 'amsgrad', 'nadam', 'lion', 'rprop', 'adaptiveGains', 'lambDirection', 'trustStep',
  'addScaledSign', 'addEliminationGradient', 'clamp', 'limitNorm', 'vsgdProbe', 'vsgdMoments', 'vsgdStep',
] as const

/** Functions of one number: operand 0 is the number of elements, then x or y, then what is written last. */
const functionOps = [
  'scale', 'leakyRelu', 'leakyReluBackward', 'elu', 'eluBackward', 'softsign', 'softsignBackward', 'hardSigmoid', 'hardSigmoidBackward', 'step', 'sign',
  'softplus', 'softplusBackward', 'silu', 'siluBackward', 'gelu', 'geluBackward', 'geluTanh', 'geluTanhBackward', 'mish', 'mishBackward',
  'normalNoise', 'uniformNoise',
] as const

/** Instructions over independent rows: operands 0 and 1 are the number of rows and their length. */
const rowOps = [
  'mean', 'addSquaredNorm', 'columnSums', 'gather', 'scaleRows', 'softmax', 'softmaxBackward', 'softmaxCrossEntropy', 'binaryCrossEntropy', 'squaredError',
  'addAbsoluteSum', 'addElimination', 'limitRowNorms', 'greatest',
  'logSoftmax', 'logSoftmaxBackward', 'normalizeRows', 'normalizeRowsBackward', 'copyStrided',
  'absoluteError', 'huberError', 'hingeError', 'divergence',
] as const

/** Instructions over images, planes or channels: operand 0 is their number. */
const imageOps = [
  'pad', 'convolve', 'convolvePatches', 'flipWeights', 'weightGradient', 'weightGradientPatches', 'channelSums',
  'maxPool', 'maxPoolBackward', 'averagePool', 'averagePoolBackward',
] as const

/** Instructions over channels: operand 0 is their number, 1 and 2 images and pixels of each. */
const channelOps = ['batchMoments', 'inverseDeviation', 'normalizeChannels', 'normalizeChannelsBackward'] as const

export type Opcode = 'matmul' | (typeof imageOps)[number] | (typeof elementOps)[number] | (typeof functionOps)[number] | (typeof rowOps)[number] | (typeof channelOps)[number]

const numbered: readonly Opcode[] = ['matmul', ...elementOps, ...functionOps, ...rowOps, ...imageOps, ...channelOps]

/** The instructions of a recorded program, shared with the kernels: the build writes them out as constants. */
export const opcodes = Object.fromEntries(numbered.map((name, index) => [name, index + 1])) as Readonly<Record<Opcode, number>>

/** From this one on, instructions are functions of one number. */
export const FIRST_FUNCTION_OP = opcodes.scale
/** From this one on, instructions work on rows. */
export const FIRST_ROW_OP = opcodes.mean
/** From this one on, on images. */
export const FIRST_IMAGE_OP = opcodes.pad
/** From this one on, on channels. */
export const FIRST_CHANNEL_OP = opcodes.batchMoments

/** 32-bit words per instruction: the opcode and up to 15 operands. */
export const INSTRUCTION_WORDS = 16

export const isRowOp = (opcode: Opcode): boolean => opcodes[opcode] >= FIRST_ROW_OP && opcodes[opcode] < FIRST_IMAGE_OP
export const isChannelOp = (opcode: Opcode): boolean => opcodes[opcode] >= FIRST_CHANNEL_OP
