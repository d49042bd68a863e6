import { dataOf, type ResolvedOutput } from '../../experiment/read-outputs.ts'
import type { DatasetDescription } from '../../datasets/definition.ts'
import { scaleOfColumns, type TargetScale } from '../../preprocessing/target-scale.ts'
import type { OnnxGraph } from './onnx-graph.ts'

/** What makes predictions of an output, by kind of loss: the same as its `predict`. */
type Reading = 'softmax' | 'logistic' | 'values'
const READINGS: Readonly<Record<string, Reading>> = {
  softmaxCrossEntropy: 'softmax', klDivergence: 'softmax', binaryCrossEntropy: 'logistic', hinge: 'logistic',
  huber: 'values', meanAbsoluteError: 'values', meanSquaredError: 'values', sumOfSquares: 'values',
}

export const readLosses: readonly string[] = Object.keys(READINGS)

/** Adds what people read to a network's output [batch, width]: class probabilities, or values in the unit of the data. Null for a loss that is not known. */
export function writePredictions(graph: OnnxGraph, raw: string, width: number, output: ResolvedOutput, data: DatasetDescription, targetScale: TargetScale | null): { readonly value: string; readonly width: number } | null {
  const reading = READINGS[output.loss.kind]
  if (reading === undefined) return null
  const { classes } = dataOf(data, output)
  const constant = (values: ArrayLike<number>): string => graph.tensor([values.length], Float32Array.from(values))
  let value = raw
  if (reading === 'softmax') value = graph.node('Softmax', [raw], { axis: { integer: -1 } })
  else if (reading === 'logistic') value = graph.node('Sigmoid', [raw])
  else if (classes !== null) {
    const { off, on } = output.loss.definition.classTargets?.(output.loss.hyperparameters) ?? { off: 0, on: 1 }
    if (off !== 0 || on !== 1) value = graph.node('Div', [graph.node('Sub', [raw, graph.scalar(off)]), graph.scalar(on - off)])
  }
  const pair = reading !== 'softmax' && width === 1 && (reading === 'logistic' || classes !== null)
  if (pair) value = graph.node('Concat', [graph.node('Sub', [graph.scalar(1), value]), value], { axis: { integer: 1 } })
  if (targetScale !== null) {
    const { offset, scale } = scaleOfColumns(targetScale, output.columns)
    value = graph.node('Add', [graph.node('Mul', [value, constant(scale)]), constant(offset)])
  }
  return { value, width: pair ? 2 : width }
}
