// One line per way to pre-train. The export's name is the `kind` written in experiment specs.
export { autoencoder } from './autoencoder.ts'
export { rbm } from './rbm.ts'
