import { activations, layers, type ActivationDefinition, type LayerSpec, type ParameterDeclaration, type Resolved, type Shape } from '../../../core/index.ts'

/** Fields of a layer that are no hyper-parameters of its kind. */
const OWN_FIELDS = ['id', 'inputs', 'trainable', 'sharesWith', 'rateFactor']

/** The activation that a layer applies, with its values; of PReLU the one that it starts as. Null where it applies none, or cannot be read. */
export function activationOfLayer({ kind, ...fields }: LayerSpec): Resolved<ActivationDefinition> | null {
  if (!layers.has(kind)) return null
  const { hyperparameters } = layers.get(kind)
  if (kind === 'pRelu') return activations.resolve({ kind: 'leakyRelu', slope: fields['initial'] ?? hyperparameters['initial']?.default }, 'activation', [])
  const found = Object.entries(hyperparameters).find(([, hyperparameter]) => hyperparameter.kind === 'block' && hyperparameter.registry.role === activations.role)
  return found === undefined ? null : activations.resolve(fields[found[0]] ?? found[1].default, 'activation', [])
}

/** What a layer initializes, where its input is known; nothing where it uses another layer's weights. */
export function parametersOfLayer(layer: LayerSpec, inputShape: Shape | null): readonly ParameterDeclaration[] {
  if (inputShape === null || layer.sharesWith !== undefined) return []
  const resolved = layers.has(layer.kind) ? layers.resolve(layer, 'layer', [], OWN_FIELDS) : null
  return resolved === null || resolved.definition.inputs === 'many' ? [] : resolved.definition.parameters(inputShape, resolved.hyperparameters)
}
