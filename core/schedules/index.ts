// One line per schedule. The export's name is the `kind` written in experiment specs.
export { constant } from './constant.ts'
export { cosine } from './cosine.ts'
export { step } from './step.ts'
