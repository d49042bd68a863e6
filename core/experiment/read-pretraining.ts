import type { ActivationDefinition } from '../activations/definition.ts'
import type { PlannedLayer, SketchedLayer } from '../network/plan-network.ts'
import type { HiddenLayer, PretrainingDefinition } from '../pretraining/definition.ts'
import { pretrainings } from '../pretraining/registry.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import type { Resolved } from '../schema/registry.ts'
import { text } from '../schema/text.ts'
import type { SketchedEnsemble } from './read-ensemble.ts'
import type { ResolvedOutput } from './read-outputs.ts'

/** Layers whose features have to be learned, and which pre-training does not know. */
const UNKNOWN_FAMILIES = ['convolution', 'recurrent']

/** What of an experiment pre-training depends on. */
export interface PretrainingContext {
  readonly layers: readonly SketchedLayer[]
  readonly outputs: readonly ResolvedOutput[]
  readonly ensemble: SketchedEnsemble | null
}

/** Reads `pretraining` and checks it against the network. Null where there is none, or where it cannot be read. */
export function readPretraining(given: unknown, { layers, outputs, ensemble }: PretrainingContext, issues: Issue[]): Resolved<PretrainingDefinition> | null {
  if (given === undefined || given === null) return null
  const resolved = pretrainings.resolve(given, 'pretraining', issues)
  if (ensemble !== null && ensemble.definition.sort !== 'passes') {
    issues.push({
      path: 'pretraining',
      expected: text('null: an ensemble trains several networks, and pre-training is a phase of a single one', 'null: un ensemble entrena varias redes, y el preentrenamiento es una fase de una sola'),
      received: describeValue(given),
      fix: text('set pretraining or ensemble to null', 'ponga pretraining o ensemble a null'),
    })
  }
  const planned = layers.map((layer) => layer.planned).filter((layer) => layer !== null)
  if (resolved === null || planned.length < layers.length || outputs.length === 0) return resolved
  for (const { id, index, resolved: { kind, definition: { family } }, trainable, parameters } of planned) {
    if (!UNKNOWN_FAMILIES.includes(family) || !trainable || parameters.length === 0) continue
    issues.push({
      path: `network.layers[${index}]`,
      expected: text('no such layer to be trained: pre-training is for stacks of dense layers', 'ninguna capa así que entrenar: el preentrenamiento es para pilas de capas densas'),
      received: `${id} (${kind})`,
      fix: text('use dense layers, freeze it with "trainable": false, or set pretraining to null', 'use capas densas, congélela con "trainable": false, o ponga pretraining a null'),
    })
  }
  const hidden = hiddenLayers(planned, outputs)
  if (hidden.length === 0) {
    issues.push({
      path: 'pretraining',
      expected: text('a network with a dense hidden layer to be trained', 'una red con una capa oculta densa que entrenar'),
      received: `${planned.length} layers without one`,
      fix: text('add one before the output layer, or set pretraining to null', 'añada una antes de la capa de salida, o ponga pretraining a null'),
    })
  }
  for (const layer of hidden) resolved.definition.check(layer, resolved.hyperparameters, issues)
  return resolved
}

/** The layers that pre-training trains, in the order it does. */
export function hiddenLayers(layers: readonly PlannedLayer[], outputs: readonly Pick<ResolvedOutput, 'from'>[]): readonly HiddenLayer[] {
  return layers
    .filter(({ id, resolved, trainable, sharesWith }) => resolved.kind === 'dense' && trainable && sharesWith === null && outputs.every(({ from }) => from !== id))
    .map((layer) => {
      const { units, bias, activation } = layer.resolved.hyperparameters as { units: number; bias: boolean; activation: Resolved<ActivationDefinition> }
      return { id: layer.id, index: layer.index, units, inputs: layer.inputShape[0], bias, activation: readersActivation(layer, layers) ?? activation }
    })
}

/** The function of the activation layer that alone reads a linear layer. */
function readersActivation({ id, resolved }: PlannedLayer, layers: readonly PlannedLayer[]): Resolved<ActivationDefinition> | null {
  const readers = layers.filter(({ inputs }) => inputs.includes(id))
  const { activation } = resolved.hyperparameters as { activation: Resolved }
  if (activation.kind !== 'linear' || readers.length !== 1 || readers[0].resolved.kind !== 'activation') return null
  return (readers[0].resolved.hyperparameters as { function: Resolved<ActivationDefinition> }).function
}
