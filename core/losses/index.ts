// One line per loss. The export's name is the `kind` written in experiment specs.
export { binaryCrossEntropy } from './binary-cross-entropy.ts'
export { meanSquaredError } from './mean-squared-error.ts'
export { softmaxCrossEntropy } from './softmax-cross-entropy.ts'
