// One line per optimizer. The export's name is the `kind` written in experiment specs.
export { adam } from './adam.ts'
export { momentum } from './momentum.ts'
export { nesterov } from './nesterov.ts'
export { sgd } from './sgd.ts'
