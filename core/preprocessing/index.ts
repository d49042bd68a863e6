// One line per transform. The export's name is the `kind` written in specs.
export { standardize } from './standardize.ts'
export { minMax } from './min-max.ts'
export { impute } from './impute.ts'
