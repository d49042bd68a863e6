// One line per activation. The export's name is the `kind` written in experiment specs.
export { linear } from './linear.ts'
export { logistic } from './logistic.ts'
export { relu } from './relu.ts'
export { softmax } from './softmax.ts'
export { tanh } from './tanh.ts'
