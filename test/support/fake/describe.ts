import { layers, sizeOf, type ExperimentDescription, type ExperimentSpec, type Issue, type LayerDescription, type Shape } from '../../../core/index.ts'
import { generate, type KeptDataset } from './datasets.ts'

/** Shapes and counts from the core's layers; problems are those of the layers alone. */
export function describeSpec(spec: ExperimentSpec, kept: readonly KeptDataset[]): ExperimentDescription {
  const issues: Issue[] = []
  const data = spec.dataset.kind === 'stored' ? kept.find(({ summary }) => summary.id === spec.dataset['id'])?.dataset : generate({ ...spec.dataset, samples: 100 }, 1)
  const inputShape = data?.inputShape ?? null
  let shape: Shape | null = inputShape
  const described = spec.network.layers.map((layer, index): LayerDescription => {
    const path = `network.layers[${index}]`
    const resolved = layers.resolve(layer, path, issues, ['id', 'inputs'])
    const inputShape = shape
    shape = resolved === null || shape === null ? null : resolved.definition.outputShape(shape, resolved.hyperparameters, path, issues)
    const parameters = resolved === null || inputShape === null || shape === null ? [] : resolved.definition.parameters(inputShape, resolved.hyperparameters)
    return {
      id: layer.id ?? layer.kind, kind: layer.kind, index, inputs: [], inputShape, outputShape: shape, parameters: parameters.map(({ name, shape }) => ({ name, shape })),
      parameterCount: parameters.reduce((sum, parameter) => sum + sizeOf(parameter.shape), 0),
      multiplyAdds: resolved === null || inputShape === null || shape === null ? 0 : resolved.definition.multiplyAdds(inputShape, resolved.hyperparameters), activationCount: shape === null ? 0 : sizeOf(shape),
    }
  })
  const total = (count: (layer: LayerDescription) => number): number => described.reduce((sum, layer) => sum + count(layer), 0)
  const batch = spec.batches.size === 'full' ? 1600 : spec.batches.size
  return {
    issues, summary: `${[inputShape, ...described.map((layer) => layer.outputShape)].map((s) => s?.join('×') ?? '?').join('-')} · ${spec.optimizer.kind} · batch ${batch}`, inputShape, layers: described,
    parameterCount: total((layer) => layer.parameterCount), multiplyAdds: total((layer) => layer.multiplyAdds),
    memoryBytes: { parameters: total((layer) => layer.parameterCount) * 8, optimizer: total((layer) => layer.parameterCount) * 8, activations: total((layer) => layer.activationCount) * 8 * batch },
    samples: { train: 1600, validation: 200, test: 200 }, batchSize: batch, stepsPerEpoch: Math.ceil(1600 / batch),
  }
}
