// One line per split. The export's name is the `kind` written in specs.
export { fraction } from './fraction.ts'
export { given } from './given.ts'
export { grouped } from './grouped.ts'
export { hash } from './hash.ts'
export { kFold } from './k-fold.ts'
