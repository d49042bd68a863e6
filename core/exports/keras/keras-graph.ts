import { sizeOf, type Shape } from '../../math/shape.ts'

/** Keras 3 and TensorFlow.js agree on most layers, but not on all of them and their names. */
export type KerasDialect = 'keras' | 'tfjs'

export type KerasSetting = number | string | boolean | null | readonly KerasSetting[]

export interface KerasWeight { readonly name: string; readonly shape: Shape; readonly data: Float32Array }

/** One layer of a functional model, called once. */
export interface KerasLayer {
  readonly className: string
  readonly name: string
  /** Its arguments, without those that are Keras' defaults. */
  readonly config: Readonly<Record<string, KerasSetting>>
  /** Names of the layers it reads. */
  readonly inputs: readonly string[]
  /** In the order in which Keras keeps them; none in a model without weights. */
  readonly weights: readonly KerasWeight[]
  /** Of its output, without the batch axis. */
  readonly shape: Shape
}

/** The output of a layer. What we number as channels first lies with its channels last wherever Keras wants it so. */
export interface KerasValue {
  readonly layer: string
  /** Without the batch axis, as it lies. */
  readonly shape: Shape
  /** Whether axis 0 of our shape comes last. */
  readonly last: boolean
}

export interface AddedLayer {
  readonly config?: KerasLayer['config']
  readonly weights?: readonly KerasWeight[]
  /** Of the output, as it lies; that of the first input where it is left out. */
  readonly shape?: Shape
  /** As the first input unless it is said. */
  readonly last?: boolean
}

/** A functional model under construction. */
export interface KerasGraph {
  readonly dialect: KerasDialect
  readonly layers: readonly KerasLayer[]
  /** Adds a layer; a name that is taken gets a number. */
  add(className: string, name: string, inputs: readonly KerasValue[], layer?: AddedLayer): KerasValue
  /** The same value with its axes in our order. */
  plain(value: KerasValue): KerasValue
  /** The same value with its channels last. */
  channelsLast(value: KerasValue): KerasValue
}

/** [channels, …] → […, channels]. */
export const lastShape = ([first, ...rest]: Shape): Shape => [...rest, first]
const firstShape = (shape: Shape): Shape => [...shape.slice(-1), ...shape.slice(0, -1)]

export function createKerasGraph(dialect: KerasDialect): KerasGraph {
  const layers: KerasLayer[] = []
  const names = new Set<string>()
  /** The other layout of a value, where it was made. */
  const turned = new Map<string, KerasValue>()

  function freeName(wanted: string): string {
    const base = wanted.normalize('NFKD').replace(/\p{Diacritic}/gu, '').replace(/[^\w-]/g, '_').replace(/^[^A-Za-z]/, 'layer_$&')
    let name = base
    for (let count = 2; names.has(name); count++) name = `${base}_${count}`
    names.add(name)
    return name
  }

  function turn(value: KerasValue, last: boolean): KerasValue {
    if (value.last === last) return value
    if (value.shape.length < 2) return { ...value, last }
    const known = turned.get(value.layer)
    if (known !== undefined) return known
    const axes = value.shape.map((_, axis) => axis + 1)
    const order = last ? lastShape(axes) : firstShape(axes)
    const made = graph.add('Permute', `${value.layer}_${last ? 'channels_last' : 'channels_first'}`, [value], { config: { dims: order }, shape: last ? lastShape(value.shape) : firstShape(value.shape), last })
    turned.set(value.layer, made)
    turned.set(made.layer, value)
    return made
  }

  const graph: KerasGraph = {
    dialect,
    layers,
    add(className, wanted, inputs, { config = {}, weights = [], shape = inputs[0].shape, last = inputs[0]?.last ?? false } = {}) {
      const name = freeName(wanted)
      layers.push({ className, name, config, inputs: inputs.map(({ layer }) => layer), weights, shape })
      return { layer: name, shape, last }
    },
    plain: (value) => turn(value, false),
    channelsLast: (value) => turn(value, true),
  }
  return graph
}

/** Numbers of a tensor with its axes in another order: axis k of the result is axis `order[k]` of what is given. */
export function permuted({ shape, data }: Pick<KerasWeight, 'shape' | 'data'>, order: readonly number[]): Pick<KerasWeight, 'shape' | 'data'> {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)))
  const target = order.map((axis) => shape[axis])
  const result = new Float32Array(data.length)
  const position = new Array<number>(target.length).fill(0)
  for (let i = 0; i < result.length; i++) {
    result[i] = data[position.reduce((sum, index, axis) => sum + index * strides[order[axis]], 0)]
    for (let axis = target.length - 1; axis >= 0 && ++position[axis] === target[axis]; axis--) position[axis] = 0
  }
  return { shape: target, data: result }
}
