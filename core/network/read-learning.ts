import type { ParameterDeclaration } from '../layers/definition.ts'
import { formatShape } from '../math/shape.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { SketchedLayer } from './plan-network.ts'
import { unknownLayer } from './read-layer-names.ts'

/** How one layer learns, apart from the optimizer. */
export interface LayerLearning {
  /** False for a frozen layer. */
  readonly trainable: boolean
  /** The earlier layer whose parameters it uses; their gradients are summed. */
  readonly sharesWith: string | null
  /** Multiplies the learning rate of its parameters. */
  readonly rateFactor: number
}

/** Reads `trainable`, `sharesWith` and `rateFactor` of a layer. */
export function readLearning(entry: unknown, earlier: readonly SketchedLayer[], path: string, issues: Issue[]): LayerLearning {
  const { trainable = true, sharesWith = null, rateFactor = 1 } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>
  if (typeof trainable !== 'boolean') issues.push({ path: `${path}.trainable`, expected: text('true or false', 'true o false'), received: describeValue(trainable) })
  if (typeof rateFactor !== 'number' || !(rateFactor > 0) || !Number.isFinite(rateFactor)) {
    issues.push({ path: `${path}.rateFactor`, expected: text('a number greater than 0', 'un número mayor que 0'), received: describeValue(rateFactor), fix: text('to keep the layer as it is, write "trainable": false', 'para dejar la capa como está, escriba "trainable": false') })
  }
  if (sharesWith === null) return { trainable: trainable !== false, sharesWith, rateFactor: Number(rateFactor) }
  const owner = earlier.find(({ id }) => id === sharesWith)
  if (owner === undefined) issues.push(unknownLayer(sharesWith, earlier.map(({ id }) => id), `${path}.sharesWith`))
  for (const [field, given, usual] of [['trainable', trainable, true], ['rateFactor', rateFactor, 1]] as const) {
    if (given === usual) continue
    issues.push({ path: `${path}.${field}`, expected: text(`this field at "${String(sharesWith)}", whose weights the layer uses`, `este campo en "${String(sharesWith)}", cuyos pesos usa la capa`), received: describeValue(given) })
  }
  // A layer that shares with one that shares uses the first one's.
  return { trainable: owner?.planned?.trainable ?? true, sharesWith: owner === undefined ? null : (owner.planned?.sharesWith ?? owner.id), rateFactor: 1 }
}

/** Whether the shared parameters have the names and shapes that the layer needs. */
export function checkSharing({ sharesWith }: LayerLearning, parameters: readonly ParameterDeclaration[], earlier: readonly SketchedLayer[], path: string, issues: Issue[]): boolean {
  if (sharesWith === null) return true
  const owner = earlier.find(({ id }) => id === sharesWith)?.planned
  if (owner === null || owner === undefined) return false
  const list = (declared: readonly ParameterDeclaration[]): string => declared.map(({ name, shape }) => `${name} ${formatShape(shape)}`).join(', ')
  if (parameters.length > 0 && list(parameters) === list(owner.parameters)) return true
  issues.push({
    path: `${path}.sharesWith`,
    expected: text(`a layer with the parameters ${list(parameters) || 'of this one, which has none'}`, `una capa con los parámetros ${list(parameters) || 'de esta, que no tiene ninguno'}`),
    received: list(owner.parameters) || `no parameters in "${sharesWith}"`,
  })
  return false
}
