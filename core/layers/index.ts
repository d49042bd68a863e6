// One line per layer. The export's name is the `kind` written in experiment specs.
export { activation } from './activation.ts'
export { dense } from './dense.ts'
export { dropout } from './dropout.ts'
export { flatten } from './flatten.ts'
