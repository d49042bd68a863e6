import { sizeOf } from '../../math/shape.ts'
import { shapeBeside, type ShapedStep } from '../preparation.ts'
import type { OnnxGraph } from './onnx-graph.ts'

/** Adds a step of fitted preprocessing to the graph and returns the name of its output. */
export function writeStep(graph: OnnxGraph, x: string, step: ShapedStep): string {
  const beside = (values: Float64Array): string => graph.tensor(shapeBeside(values, step.inputShape), Float32Array.from(values))
  switch (step.type) {
    case 'fill': return graph.node('Where', [graph.node('IsNaN', [x]), beside(step.values), x])
    case 'affine': {
      const centred = graph.node('Sub', [x, beside(step.offset)])
      const scaled = isOne(step.scale) ? centred : graph.node('Mul', [centred, beside(step.scale)])
      return step.shift === 0 ? scaled : graph.node('Add', [scaled, graph.scalar(step.shift)])
    }
    case 'project': {
      const features = sizeOf(step.inputShape)
      const rows = step.matrix.length / features
      const transposed = Float32Array.from({ length: step.matrix.length }, (_, i) => step.matrix[(i % rows) * features + Math.floor(i / rows)])
      const centred = graph.node('Sub', [graph.node('Flatten', [x], { axis: { integer: 1 } }), graph.tensor([features], Float32Array.from(step.offset))])
      const projected = graph.node('MatMul', [centred, graph.tensor([features, rows], transposed)])
      return step.outputShape.length === 1 ? projected : graph.node('Reshape', [projected, graph.integers([0, ...step.outputShape])])
    }
  }
}

const isOne = (values: Float64Array): boolean => values.every((value) => value === 1)
