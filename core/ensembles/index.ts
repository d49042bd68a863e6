// One line per kind of ensemble. The export's name is the `kind` written in experiment specs.
export { bagging } from './bagging.ts'
export { hamiltonianMonteCarlo } from './hamiltonian-monte-carlo.ts'
export { monteCarloDropout } from './monte-carlo-dropout.ts'
export { seeds } from './seeds.ts'
export { stochasticGradientLangevin } from './stochastic-gradient-langevin.ts'
export { topologies } from './topologies.ts'
