// One line per layer. The export's name is the `kind` written in experiment specs.
export { activation } from './activation.ts'
export { averagePool2d } from './average-pool2d.ts'
export { conv2d } from './conv2d.ts'
export { dense } from './dense.ts'
export { dropout } from './dropout.ts'
export { flatten } from './flatten.ts'
export { globalAveragePool } from './global-average-pool.ts'
export { maxPool2d } from './max-pool2d.ts'
