import { SPEC_VERSION, type BlockSpec, type ExperimentSpec } from '../../../core/index.ts'

/** Small enough to train in seconds, rich enough for curves that are worth reading. */
export const FIRST_DATASET: BlockSpec = { kind: 'strokeDigits', samples: 5000 }

/** A network with one hidden layer for the first data set. */
export const firstExperiment = (name: string, datasetId: string): ExperimentSpec => ({
  version: SPEC_VERSION,
  name,
  seed: 1,
  dataset: { kind: 'stored', id: datasetId },
  split: { kind: 'fraction', validation: 0.1, test: 0.1 },
  preprocessing: [{ kind: 'standardize' }],
  network: {
    layers: [
      { id: 'flat', kind: 'flatten' },
      { id: 'hidden', kind: 'dense', units: 128, activation: 'relu', initializer: 'heNormal' },
      { id: 'out', kind: 'dense', units: 10 },
    ],
  },
  outputs: [{ from: 'out', loss: { kind: 'softmaxCrossEntropy' } }],
  metrics: [{ kind: 'accuracy' }],
  optimizer: { kind: 'adam', learningRate: 0.001 },
  schedule: { kind: 'constant' },
  regularizers: [],
  batches: { size: 64, order: 'shuffle' },
  stop: { epochs: 20, early: { monitor: 'validation.loss', patience: 5, minDelta: 0, restoreBest: true } },
  initialWeights: null,
  ensemble: null,
})
