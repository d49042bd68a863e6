import type { DatasetDescription } from '../datasets/definition.ts'
import type { LossData, LossDefinition } from '../losses/definition.ts'
import { losses } from '../losses/registry.ts'
import { sizeOf } from '../math/shape.ts'
import type { SketchedLayer } from '../network/plan-network.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import { nearest, type Resolved } from '../schema/registry.ts'
import { text } from '../schema/text.ts'

export interface ResolvedOutput {
  /** The id of a layer. */
  readonly from: string
  readonly loss: Resolved<LossDefinition>
  /** Of its loss in the sum that is minimized. */
  readonly weight: number
  /** The target columns that it predicts; null for all, and for classes. */
  readonly columns: readonly number[] | null
}

/** The targets that an output sees of the data. */
export const dataOf = (data: DatasetDescription, { columns }: Pick<ResolvedOutput, 'columns'>): LossData =>
  ({ classes: data.classes, targetNames: columns === null ? data.targetNames : columns.map((column) => data.targetNames[column]) })

/** The name of an output's value among the scores: plain for the first output, `<layer>/<name>` for the others. */
export const scoreName = (output: ResolvedOutput, index: number, name: string): string => (index === 0 ? name : `${output.from}/${name}`)

/** Reads `outputs`, or chooses the usual loss for the task on the last layer when it is absent. */
export function readOutputs(given: unknown, layers: readonly SketchedLayer[], data: DatasetDescription | null, issues: Issue[]): readonly ResolvedOutput[] {
  const last = layers.at(-1)
  if (given === undefined) {
    if (last === undefined || data === null) return []
    const loss = losses.resolve(data.task === 'classification' ? 'softmaxCrossEntropy' : 'meanSquaredError', 'outputs[0].loss', issues)!
    const output = { from: last.id, loss, weight: 1, columns: null }
    checkFit(output, last, data, 0, issues)
    return [output]
  }
  if (!Array.isArray(given) || given.length === 0) {
    issues.push({ path: 'outputs', expected: text('a list with at least one output', 'una lista con al menos una salida'), received: describeValue(given) })
    return []
  }
  const outputs = given.map((entry: unknown, index) => readOutput(entry, index, layers, data, issues)).filter((output) => output !== null)
  outputs.forEach(({ from }, index) => {
    if (outputs.findIndex((other) => other.from === from) === index) return
    issues.push({ path: `outputs[${index}].from`, expected: text('a layer that no other output reads', 'una capa que no lea otra salida'), received: describeValue(from) })
  })
  return outputs
}

function readOutput(entry: unknown, index: number, layers: readonly SketchedLayer[], data: DatasetDescription | null, issues: Issue[]): ResolvedOutput | null {
  const path = `outputs[${index}]`
  if (typeof entry !== 'object' || entry === null) {
    issues.push({ path, expected: text('an object with from and loss', 'un objeto con from y loss'), received: describeValue(entry) })
    return null
  }
  const { from, loss, weight = 1, targets, ...rest } = entry as Record<string, unknown>
  for (const field of Object.keys(rest)) issues.push({ path: `${path}.${field}`, expected: text('one of the fields from, loss, weight, targets', 'uno de los campos from, loss, weight, targets'), received: describeValue(field) })
  if (typeof weight !== 'number' || !(weight > 0) || !Number.isFinite(weight)) issues.push({ path: `${path}.weight`, expected: text('a number greater than 0', 'un número mayor que 0'), received: describeValue(weight) })
  const columns = readColumns(targets, data, `${path}.targets`, issues)
  const ids = layers.map(({ id }) => id)
  const layer = layers.find(({ id }) => id === from)
  if (layer === undefined) {
    const near = typeof from === 'string' ? nearest(from, ids) : null
    issues.push({
      path: `${path}.from`,
      expected: text(`the name of a layer (${ids.join(', ')})`, `el nombre de una capa (${ids.join(', ')})`),
      received: describeValue(from),
      ...(near === null ? {} : { fix: text(`did you mean "${near}"?`, `¿quería decir "${near}"?`) }),
    })
  }
  const resolved = losses.resolve(loss, `${path}.loss`, issues)
  if (resolved === null || layer === undefined) return null
  const output = { from: layer.id, loss: resolved, weight: Number(weight), columns }
  checkFit(output, layer, data, index, issues)
  return output
}

/** The columns named in `targets`; null for all. */
function readColumns(targets: unknown, data: DatasetDescription | null, path: string, issues: Issue[]): readonly number[] | null {
  if (targets === undefined || data === null) return null
  if (data.classes !== null || !Array.isArray(targets) || targets.length === 0) {
    const expected = data.classes === null ? text('a list of target columns', 'una lista de columnas objetivo') : text('no targets: classes have one column', 'ningún objetivo: las clases tienen una sola columna')
    issues.push({ path, expected, received: describeValue(targets) })
    return null
  }
  return targets.map((name: unknown, index) => {
    const column = data.targetNames.indexOf(name as string)
    if (column === -1) issues.push({ path: `${path}[${index}]`, expected: text(`one of ${data.targetNames.join(', ')}`, `uno de ${data.targetNames.join(', ')}`), received: describeValue(name) })
    return Math.max(0, column)
  })
}

/** Whether the layer's outputs are what the loss and the data want. */
function checkFit(output: ResolvedOutput, layer: SketchedLayer, data: DatasetDescription | null, index: number, issues: Issue[]): void {
  const { planned } = layer
  const { loss } = output
  const path = `outputs[${index}].loss`
  if (planned !== null && loss.definition.fromLogits === true) checkLogits(planned, path, loss.kind, issues)
  if (data === null) return
  const seen = dataOf(data, output)
  loss.definition.check?.(seen, loss.hyperparameters, path, issues)
  const counts = loss.definition.outputCounts(seen)
  if (counts.length === 0) {
    issues.push({
      path,
      expected: loss.definition.needs,
      received: data.task === 'classification' ? 'classes' : `numbers (${data.targetNames.join(', ')})`,
      fix: data.task === 'classification' ? text('use softmaxCrossEntropy', 'use softmaxCrossEntropy') : text('use meanSquaredError', 'use meanSquaredError'),
    })
    return
  }
  if (planned === null || counts.includes(sizeOf(planned.outputShape))) return
  const wanted = counts.join(' / ')
  issues.push({
    path: `network.layers[${layer.index}]`,
    expected: text(`${wanted} outputs for the ${loss.kind} of ${data.name}`, `${wanted} salidas para la pérdida ${loss.kind} de ${data.name}`),
    received: describeValue(planned.outputShape),
    fix: text(`set its units to ${counts[0]}`, `ponga sus unidades a ${counts[0]}`),
  })
}

function checkLogits(planned: NonNullable<SketchedLayer['planned']>, path: string, kind: string, issues: Issue[]): void {
  const { hyperparameters } = planned.resolved as { hyperparameters: Record<string, unknown> }
  const activation = (hyperparameters['activation'] ?? hyperparameters['function']) as Resolved | undefined
  if (activation === undefined || activation.kind === 'linear') return
  issues.push({
    path,
    expected: text(`a linear layer "${planned.id}" before it (the loss applies its own function)`, `una capa lineal "${planned.id}" delante (la pérdida aplica su propia función)`),
    received: describeValue(activation.kind),
    fix: text(`set the activation of "${planned.id}" to linear${kind === 'softmaxCrossEntropy' ? '' : ', or use meanSquaredError'}`, `ponga la activación de "${planned.id}" a linear${kind === 'softmaxCrossEntropy' ? '' : ', o use meanSquaredError'}`),
  })
}
