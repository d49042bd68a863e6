import { SPEC_VERSION, type BlockSpec, type ExperimentSpec } from '../../../core/index.ts'
import type { DatasetSummary } from '../../../electron/contract/api.ts'

/** The outputs, loss and metric that fit what a data set predicts. */
export const fittingOutputs = ({ task, classes, targetNames }: Pick<DatasetSummary, 'task' | 'classes' | 'targetNames'>): { readonly units: number; readonly loss: BlockSpec; readonly metrics: readonly BlockSpec[] } =>
  task === 'classification'
    ? { units: classes?.length ?? 2, loss: { kind: 'softmaxCrossEntropy' }, metrics: [{ kind: 'accuracy' }] }
    : { units: targetNames.length, loss: { kind: 'meanSquaredError' }, metrics: [{ kind: 'rootMeanSquaredError' }] }

/** A sensible start for a data set: one hidden layer, Adam, early stopping. */
export function defaultExperiment(dataset: DatasetSummary, seed = 1): ExperimentSpec {
  const { units, loss, metrics } = fittingOutputs(dataset)
  return {
    version: SPEC_VERSION,
    name: dataset.name,
    seed,
    dataset: { kind: 'stored', id: dataset.id },
    split: { kind: 'fraction' },
    preprocessing: [{ kind: 'standardize' }],
    network: {
      layers: [
        ...(dataset.inputShape.length > 1 ? [{ id: 'flat', kind: 'flatten' }] : []),
        { id: 'hidden', kind: 'dense', units: 64, activation: 'relu', initializer: 'heNormal' },
        { id: 'out', kind: 'dense', units },
      ],
    },
    outputs: [{ from: 'out', loss }],
    metrics,
    optimizer: { kind: 'adam', learningRate: 0.001 },
    schedule: { kind: 'constant' },
    regularizers: [],
    batches: { size: 64, order: 'shuffle' },
    stop: { epochs: 20, early: { monitor: 'validation.loss', patience: 5, minDelta: 0, restoreBest: true } },
    initialWeights: null,
    ensemble: null,
  }
}

/** The same experiment on other data. The output layer, loss and metrics change only where the data predict something else. */
export function withDataset(spec: ExperimentSpec, dataset: DatasetSummary): ExperimentSpec {
  const { units, loss, metrics } = fittingOutputs(dataset)
  const [output, ...otherOutputs] = spec.outputs
  const outputLayer = spec.network.layers.find((layer) => layer.id === output?.from)
  const lossFits = typeof output?.loss.kind === 'string' && (output.loss.kind === 'softmaxCrossEntropy') === (dataset.task === 'classification')
  return {
    ...spec,
    dataset: { kind: 'stored', id: dataset.id },
    network: { layers: spec.network.layers.map((layer) => (layer === outputLayer && layer.kind === 'dense' ? { ...layer, units } : layer)) },
    outputs: output === undefined || lossFits ? spec.outputs : [{ ...output, loss }, ...otherOutputs],
    metrics: lossFits ? spec.metrics : metrics,
  }
}
