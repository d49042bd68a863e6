// One line per regularizer. The export's name is the `kind` written in experiment specs.
export { l2 } from './l2.ts'
