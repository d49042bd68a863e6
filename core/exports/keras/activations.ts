import type { ActivationDefinition } from '../../activations/definition.ts'
import * as activations from '../../activations/index.ts'
import type { Schema, Values } from '../../schema/hyperparameter.ts'
import type { Resolved } from '../../schema/registry.ts'
import { text, type Text } from '../../schema/text.ts'
import type { KerasDialect, KerasGraph, KerasValue } from './keras-graph.ts'

/** A function that Keras has a name for, or what makes it of several layers. */
interface KerasActivation {
  readonly named?: string
  readonly compose?: (graph: KerasGraph, x: KerasValue, name: string) => KerasValue
}

type Writer = ((hyperparameters: never, dialect: KerasDialect) => KerasActivation) | Text

const writer = <S extends Schema>(_: ActivationDefinition<S>, write: (hyperparameters: Values<S>, dialect: KerasDialect) => KerasActivation): Writer => write

const named = (name: string): Writer => () => ({ named: name })
const rescale = (graph: KerasGraph, x: KerasValue, name: string, scale: number, offset = 0): KerasValue => graph.add('Rescaling', `${name}_rescaling`, [x], { config: { scale, offset } })
const apply = (graph: KerasGraph, x: KerasValue, name: string, activation: string): KerasValue => graph.add('Activation', `${name}_${activation}`, [x], { config: { activation } })
const NO_STEPS = text('Keras has no activation that jumps', 'Keras no tiene ninguna activación que dé saltos')

/** By kind. */
const ACTIVATIONS: Readonly<Record<string, Writer>> = {
  elu: writer(activations.elu, ({ alpha }) => (alpha === 1 ? { named: 'elu' } : { compose: (graph, x, name) => graph.add('ELU', `${name}_elu`, [x], { config: { alpha } }) })),
  gelu: writer(activations.gelu, ({ form }) => (form === 'exact' ? { named: 'gelu' } : { compose: tanhGelu })),
  // Keras 2 and 3 differ in the slope of theirs.
  hardSigmoid: () => ({ compose: (graph, x, name) => graph.add('ReLU', `${name}_clip`, [rescale(graph, x, name, 1 / 6, 0.5)], { config: { max_value: 1 } }) }),
  leCunTanh: () => ({ compose: (graph, x, name) => rescale(graph, apply(graph, rescale(graph, x, name, 2 / 3), name, 'tanh'), name, 1.7159) }),
  leakyRelu: writer(activations.leakyRelu, ({ slope }, dialect) => ({ compose: (graph, x, name) => graph.add('LeakyReLU', `${name}_leaky_relu`, [x], { config: dialect === 'keras' ? { negative_slope: slope } : { alpha: slope } }) })),
  linear: named('linear'),
  logSoftmax: (_, dialect) => ({ named: dialect === 'keras' ? 'log_softmax' : 'logSoftmax' }),
  logistic: writer(activations.logistic, ({ slope }) => (slope === 1 ? { named: 'sigmoid' } : { compose: (graph, x, name) => apply(graph, rescale(graph, x, name, slope), name, 'sigmoid') })),
  mish: named('mish'),
  relu: named('relu'),
  selu: named('selu'),
  sign: NO_STEPS,
  silu: (_, dialect) => ({ named: dialect === 'keras' ? 'silu' : 'swish' }),
  softmax: writer(activations.softmax, ({ temperature }) => (temperature === 1 ? { named: 'softmax' } : { compose: (graph, x, name) => apply(graph, rescale(graph, x, name, 1 / temperature), name, 'softmax') })),
  softplus: named('softplus'),
  softsign: named('softsign'),
  step: NO_STEPS,
  tanh: named('tanh'),
  tanhLinear: writer(activations.tanhLinear, ({ slope }) => ({ compose: (graph, x, name) => graph.add('Add', `${name}_tanh_linear`, [apply(graph, x, name, 'tanh'), rescale(graph, x, name, slope)]) })),
}

/** x/2·(1 + tanh(√(2/π)(x + 0.044715 x³))). */
function tanhGelu(graph: KerasGraph, x: KerasValue, name: string): KerasValue {
  // TensorFlow.js forgets a value that one layer reads twice: each factor is a value of its own.
  const copies = [x, rescale(graph, x, name, 1), rescale(graph, x, name, 1)]
  const cube = rescale(graph, graph.add('Multiply', `${name}_cube`, copies), name, 0.044715)
  const bent = apply(graph, rescale(graph, graph.add('Add', `${name}_sum`, [x, cube]), name, Math.sqrt(2 / Math.PI)), name, 'tanh')
  return graph.add('Multiply', `${name}_gelu`, [x, rescale(graph, bent, name, 0.5, 0.5)])
}

export const kerasActivations: readonly string[] = Object.keys(ACTIVATIONS)

/** Why an activation cannot be written; null where it can. */
export function refusedActivation({ kind }: Resolved<ActivationDefinition>): Text | null {
  const write = ACTIVATIONS[kind]
  return typeof write === 'function' ? null : (write ?? text('nothing is known of how to write it', 'no se sabe cómo escribirlo'))
}

/** Keras' name for an activation that works on each value alone or on flat ones, so that a layer can be given it; null for the others. */
export function fusedActivation({ kind, definition, hyperparameters }: Resolved<ActivationDefinition>, dialect: KerasDialect, rank: number): string | null {
  const write = ACTIVATIONS[kind]
  if (typeof write !== 'function' || (!definition.elementwise && rank > 1)) return null
  return write(hyperparameters as never, dialect).named ?? null
}

/** f(x) as layers of their own. Functions of whole rows see them as we number them. */
export function writeKerasActivation(graph: KerasGraph, x: KerasValue, { kind, definition, hyperparameters }: Resolved<ActivationDefinition>, name: string): KerasValue {
  const write = ACTIVATIONS[kind]
  if (typeof write !== 'function') return x
  const { named: own, compose } = write(hyperparameters as never, graph.dialect)
  const value = definition.elementwise ? x : graph.plain(x)
  if (own === 'linear') return value
  return compose === undefined ? graph.add('Activation', name, [value], { config: { activation: own! } }) : compose(graph, value, name)
}
