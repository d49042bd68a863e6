import type { Reading } from '../reading.ts'
import type { OnnxGraph } from './onnx-graph.ts'

/** Adds what makes probabilities of a network's output [batch, width], where its loss reads logits. */
export function writeActivated(graph: OnnxGraph, raw: string, { activation }: Reading): string {
  if (activation === null) return raw
  return activation === 'softmax' ? graph.node('Softmax', [raw], { axis: { integer: -1 } }) : graph.node('Sigmoid', [raw])
}

/** Adds what people read: class probabilities, or values in the unit of the data. */
export function writeReading(graph: OnnxGraph, activated: string, { affine, pair }: Reading): string {
  const constant = (values: Float64Array): string => graph.tensor([values.length], Float32Array.from(values))
  const value = affine === null ? activated : graph.node('Add', [graph.node('Mul', [activated, constant(affine.scale)]), constant(affine.shift)])
  return pair ? graph.node('Concat', [graph.node('Sub', [graph.scalar(1), value]), value], { axis: { integer: 1 } }) : value
}
