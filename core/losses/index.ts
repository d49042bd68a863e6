// One line per loss. The export's name is the `kind` written in experiment specs.
export { binaryCrossEntropy } from './binary-cross-entropy.ts'
export { hinge } from './hinge.ts'
export { huber } from './huber.ts'
export { klDivergence } from './kl-divergence.ts'
export { meanAbsoluteError } from './mean-absolute-error.ts'
export { meanSquaredError } from './mean-squared-error.ts'
export { softmaxCrossEntropy } from './softmax-cross-entropy.ts'
export { sumOfSquares } from './sum-of-squares.ts'
