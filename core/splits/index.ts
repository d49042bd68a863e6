// One line per split. The export's name is the `kind` written in specs.
export { fraction } from './fraction.ts'
export { given } from './given.ts'
