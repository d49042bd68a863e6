import * as activations from '../../activations/index.ts'
import type { ActivationDefinition } from '../../activations/definition.ts'
import type { Resolved } from '../../schema/registry.ts'
import type { Schema, Values } from '../../schema/hyperparameter.ts'
import type { OnnxGraph } from './onnx-graph.ts'

/** Adds a function of `x` to the graph; returns the name of its result. */
type ActivationExporter = (graph: OnnxGraph, x: string, hyperparameters: never) => string

const exporter = <S extends Schema>(_: ActivationDefinition<S>, write: (graph: OnnxGraph, x: string, hyperparameters: Values<S>) => string): ActivationExporter => write

// Operators take no plain numbers: constants are tensors without axes.
const times = (graph: OnnxGraph, x: string, factor: number): string => graph.node('Mul', [x, graph.scalar(factor)])
const plus = (graph: OnnxGraph, x: string, term: number): string => graph.node('Add', [x, graph.scalar(term)])

const EXPORTERS: Readonly<Record<string, ActivationExporter>> = {
  elu: exporter(activations.elu, (graph, x, { alpha }) => graph.node('Elu', [x], { alpha: { float: alpha } })),
  gelu: exporter(activations.gelu, (graph, x, { form }) => {
    const inner = form === 'exact'
      ? graph.node('Erf', [times(graph, x, Math.SQRT1_2)])
      : graph.node('Tanh', [times(graph, graph.node('Add', [x, times(graph, graph.node('Mul', [graph.node('Mul', [x, x]), x]), 0.044715)]), Math.sqrt(2 / Math.PI))])
    return graph.node('Mul', [times(graph, x, 0.5), plus(graph, inner, 1)])
  }),
  hardSigmoid: exporter(activations.hardSigmoid, (graph, x) => graph.node('HardSigmoid', [x], { alpha: { float: 1 / 6 }, beta: { float: 0.5 } })),
  leCunTanh: exporter(activations.leCunTanh, (graph, x) => times(graph, graph.node('Tanh', [times(graph, x, 2 / 3)]), 1.7159)),
  leakyRelu: exporter(activations.leakyRelu, (graph, x, { slope }) => graph.node('LeakyRelu', [x], { alpha: { float: slope } })),
  linear: exporter(activations.linear, (_, x) => x),
  logSoftmax: exporter(activations.logSoftmax, (graph, x) => graph.node('LogSoftmax', [x], { axis: { integer: -1 } })),
  logistic: exporter(activations.logistic, (graph, x, { slope }) => graph.node('Sigmoid', [slope === 1 ? x : times(graph, x, slope)])),
  mish: exporter(activations.mish, (graph, x) => graph.node('Mul', [x, graph.node('Tanh', [graph.node('Softplus', [x])])])),
  relu: exporter(activations.relu, (graph, x) => graph.node('Relu', [x])),
  selu: exporter(activations.selu, (graph, x) => graph.node('Selu', [x], { alpha: { float: 1.6732632423543772 }, gamma: { float: 1.0507009873554805 } })),
  sign: exporter(activations.sign, (graph, x) => graph.node('Sign', [x])),
  silu: exporter(activations.silu, (graph, x) => graph.node('Mul', [x, graph.node('Sigmoid', [x])])),
  softmax: exporter(activations.softmax, (graph, x, { temperature }) => graph.node('Softmax', [temperature === 1 ? x : times(graph, x, 1 / temperature)], { axis: { integer: -1 } })),
  softplus: exporter(activations.softplus, (graph, x) => graph.node('Softplus', [x])),
  softsign: exporter(activations.softsign, (graph, x) => graph.node('Softsign', [x])),
  step: exporter(activations.step, (graph, x) => graph.node('Cast', [graph.node('GreaterOrEqual', [x, graph.scalar(0)])], { to: { integer: 1 } })),
  tanh: exporter(activations.tanh, (graph, x) => graph.node('Tanh', [x])),
  tanhLinear: exporter(activations.tanhLinear, (graph, x, { slope }) => graph.node('Add', [graph.node('Tanh', [x]), times(graph, x, slope)])),
}

export const writtenActivations: readonly string[] = Object.keys(EXPORTERS)

/** f(x) in the graph; null for a kind without an exporter. */
export const writeActivation = (graph: OnnxGraph, x: string, { kind, hyperparameters }: Resolved<ActivationDefinition>): string | null =>
  EXPORTERS[kind]?.(graph, x, hyperparameters as never) ?? null
