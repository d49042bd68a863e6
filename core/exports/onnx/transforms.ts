import type { TransformState } from '../../preprocessing/definition.ts'
import * as transforms from '../../preprocessing/index.ts'
import type { TransformDefinition } from '../../preprocessing/definition.ts'
import { sizeOf, type Shape } from '../../math/shape.ts'
import type { Schema, Values } from '../../schema/hyperparameter.ts'
import type { OnnxGraph } from './onnx-graph.ts'

export interface ExportedTransform<S extends Schema = Schema> {
  readonly graph: OnnxGraph
  readonly x: string
  /** Of a sample before it. */
  readonly shape: Shape
  readonly state: TransformState
  readonly hyperparameters: Values<S>
}

/** Adds a fitted step of preprocessing to the graph and returns the name of its output. */
export type TransformExporter = (transform: ExportedTransform) => string

const exporter = <S extends Schema>(_: TransformDefinition<S>, write: (transform: ExportedTransform<S>) => string): TransformExporter => write as TransformExporter

/** By kind. */
export const TRANSFORM_EXPORTERS: Readonly<Record<string, TransformExporter>> = {
  centre: ({ graph, x, shape, state: { mean } }) => graph.node('Sub', [x, perFeature(graph, mean, shape)]),
  impute: ({ graph, x, shape, state: { fill } }) => graph.node('Where', [graph.node('IsNaN', [x]), perFeature(graph, fill, shape), x]),
  minMax: exporter(transforms.minMax, ({ graph, x, shape, state: { minimum, maximum }, hyperparameters: { low, high } }) => {
    const scale = minimum.map((least, g) => (maximum[g] > least ? (high - low) / (maximum[g] - least) : 0))
    return graph.node('Add', [shifted({ graph, x, shape }, minimum, scale), graph.scalar(low)])
  }),
  pca: ({ graph, x, state: { mean, components } }) => project(graph, x, mean, components),
  robust: ({ state: { median, range }, ...given }) => shifted(given, median, range.map((value) => (value === 0 ? 1 : 1 / value))),
  standardize: ({ state: { mean, deviation }, ...given }) => shifted(given, mean, deviation.map((value) => (value === 0 ? 0 : 1 / value))),
  // Predictions are brought back at the end of the graph; inputs stay as they are.
  targetScaling: ({ x }) => x,
  zca: ({ graph, x, shape, state: { mean, matrix } }) => graph.node('Reshape', [project(graph, x, mean, matrix), graph.integers([0, ...shape])]),
}

/** One number for all features, or one for each. */
const perFeature = (graph: OnnxGraph, values: Float64Array, shape: Shape): string => graph.tensor(values.length === sizeOf(shape) ? shape : [1], Float32Array.from(values))

/** (x − offset)·scale. */
const shifted = ({ graph, x, shape }: Pick<ExportedTransform, 'graph' | 'x' | 'shape'>, offset: Float64Array, scale: Float64Array): string =>
  graph.node('Mul', [graph.node('Sub', [x, perFeature(graph, offset, shape)]), perFeature(graph, scale, shape)])

/** The rows of `matrix` times (x − mean), of flattened samples. */
function project(graph: OnnxGraph, x: string, mean: Float64Array, matrix: Float64Array): string {
  const features = mean.length
  const rows = matrix.length / features
  const transposed = Float32Array.from({ length: matrix.length }, (_, i) => matrix[(i % rows) * features + Math.floor(i / rows)])
  const centred = graph.node('Sub', [graph.node('Flatten', [x], { axis: { integer: 1 } }), graph.tensor([features], Float32Array.from(mean))])
  return graph.node('MatMul', [centred, graph.tensor([features, rows], transposed)])
}
