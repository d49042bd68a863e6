// One line per regularizer. The export's name is the `kind` written in experiment specs.
export { clipNorm } from './clip-norm.ts'
export { clipValue } from './clip-value.ts'
export { elasticNet } from './elastic-net.ts'
export { l1 } from './l1.ts'
export { l2 } from './l2.ts'
export { maxNorm } from './max-norm.ts'
export { weightElimination } from './weight-elimination.ts'
