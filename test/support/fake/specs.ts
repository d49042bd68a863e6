import type { ExperimentSpec } from '../../../core/index.ts'

/** A small classifier of drawn digits, complete and without problems. */
export const digitsSpec: ExperimentSpec = {
  version: 1,
  name: 'digits, one hidden layer',
  seed: 1,
  dataset: { kind: 'strokeDigits', samples: 2000 },
  split: { kind: 'fraction', validation: 0.1, test: 0.1 },
  preprocessing: [{ kind: 'standardize' }],
  network: {
    layers: [
      { id: 'flat', kind: 'flatten' },
      { id: 'hidden', kind: 'dense', units: 128, activation: 'relu', initializer: 'heNormal' },
      { id: 'drop', kind: 'dropout', rate: 0.2 },
      { id: 'out', kind: 'dense', units: 10 },
    ],
  },
  outputs: [{ from: 'out', loss: { kind: 'softmaxCrossEntropy' } }],
  metrics: [{ kind: 'accuracy' }],
  optimizer: { kind: 'adam', learningRate: 0.001 },
  schedule: { kind: 'constant' },
  regularizers: [],
  batches: { size: 128, order: 'shuffle' },
  stop: { epochs: 20, early: { monitor: 'validation.loss', patience: 5, minDelta: 0, restoreBest: true } },
  initialWeights: null,
  ensemble: null,
  pretraining: null,
}

export const spiralsSpec: ExperimentSpec = {
  ...digitsSpec,
  name: 'two spirals',
  dataset: { kind: 'spirals', samples: 600, noise: 0.1 },
  preprocessing: [],
  network: { layers: [{ id: 'hidden1', kind: 'dense', units: 24, activation: 'tanh' }, { id: 'hidden2', kind: 'dense', units: 24, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 2 }] },
  batches: { size: 32, order: 'shuffle' },
  stop: { epochs: 200, early: null },
}
