import type { LayerContext, LayerPass } from '../layers/definition.ts'
import { streamNumber } from '../math/random.ts'
import type { Engine, UpdateTarget } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import { allocateTensors, sliceOf, type BuiltLayer, type RateGroup } from './allocate-tensors.ts'
import type { NetworkPlan } from './plan-network.ts'
import { DATA_INPUT } from './read-layer-names.ts'

/** A tensor by its full name, `h1.weight`. */
export interface NamedTensor {
  readonly name: string
  readonly value: Tensor
}

/** A tensor that is trained. */
export interface NamedParameter extends NamedTensor {
  readonly layer: string
  readonly penalized: boolean
  /** Inputs that one unit of its layer sums over. */
  readonly fanIn: number
  /** Multiplies the learning rate; its layer's own. */
  readonly rateFactor: number
  readonly gradient: Tensor
  /** Where it starts in `Network.all`. */
  readonly offset: number
}

/** What a forward pass left behind. */
export interface ForwardPass {
  /** The output of each layer, by id. */
  readonly outputs: ReadonlyMap<string, Tensor>
  /**
   * Takes dL/d(output) per layer id, writes every parameter's gradient; `observe` sees dL/d(output) of each layer before it may be overwritten.
   * Returns that of the network's input where the network was built for it and the input matters, else null.
   */
  backward(gradients: ReadonlyMap<string, Tensor>, observe?: (layer: string, dy: Tensor) => void): Tensor | null
  /** Takes dL/d(output) of one layer (and may overwrite it), writes the gradients of its own parameters alone; the first call of a step overwrites, later ones add. */
  pullBack(layer: string, dy: Tensor): void
}

export interface ForwardOptions {
  /** Stops before this layer: what it reads is there, its own output is not. */
  readonly before?: string
  /** The masks of dropout are on at inference too. */
  readonly sampling?: boolean
  /** What the layers after one read in place of its output. */
  readonly disturb?: (layer: string, y: Tensor) => Tensor
}

/** A network with numbers. */
export interface Network {
  /** What is trained, in layer order. */
  readonly parameters: readonly NamedParameter[]
  /** What a checkpoint keeps: parameters, frozen ones too, and buffers, in layer order; the order of `weightsSha256`. */
  readonly tensors: readonly NamedTensor[]
  /** All parameters in one run of memory, so that an optimizer updates them in one call; the gaps between them stay zero. */
  readonly all: UpdateTarget
  /** The stretches of `all` that learn at a rate of their own; one where all learn alike. */
  readonly rateGroups: readonly RateGroup[]
  /** The part of a tensor as long as `all` that belongs to a parameter, e.g. of an optimizer's slot. */
  partOf(tensor: Tensor, parameter: NamedParameter): Tensor
  /** The layers with parameters that are trained, their own or another layer's. */
  readonly trainedLayers: readonly string[]
  /** Writes down (or computes) the layers on a batch [rows, …inputShape]. */
  forward(x: Tensor, training: boolean, options?: ForwardOptions): ForwardPass
  /** Passes from here on have the hyper-parameters of this plan, which has the same layers and shapes. */
  change(plan: NetworkPlan): void
}

interface NetworkPass {
  readonly y: Tensor
  backward(dy: Tensor): readonly (Tensor | null)[]
}

export interface NetworkOptions {
  /** Backward passes reach the network's input too. */
  readonly inputGradient?: boolean
}

/** Allocates and initializes a planned network. */
export function buildNetwork(plan: NetworkPlan, engine: Engine, seed: number, { inputGradient = false }: NetworkOptions = {}): Network {
  const { ops } = engine
  const { layers, all, rateGroups } = allocateTensors(plan, ops, seed)
  const owned = layers.filter(({ plan: { sharesWith } }) => sharesWith === null)
  const depending = dependingOnParameters(layers, inputGradient ? [DATA_INPUT] : [])
  const resolvedOf = new Map(plan.layers.map(({ id, resolved }) => [id, resolved]))
  const needsInputGradient = ({ plan: { inputs } }: BuiltLayer): boolean => inputs.some((input) => depending.has(input))

  return {
    parameters: owned.flatMap(({ plan: layer, parameters }) => layer.parameters.flatMap(({ name, penalized, fanIn }) => {
      const { value, gradient, offset } = parameters[name]
      return offset === null ? [] : [{ name: `${layer.id}.${name}`, layer: layer.id, penalized, fanIn, rateFactor: layer.rateFactor, value, gradient, offset }]
    })),
    tensors: layers.flatMap(({ plan: layer, parameters, buffers }) => [
      ...(layer.sharesWith === null ? layer.parameters.map(({ name }) => ({ name: `${layer.id}.${name}`, value: parameters[name].value })) : []),
      ...layer.buffers.map(({ name }) => ({ name: `${layer.id}.${name}`, value: buffers[name] })),
    ]),
    all,
    rateGroups,
    partOf: (tensor, { offset, value }) => sliceOf(tensor, offset, value.shape),

    change: ({ layers: changed }) => { for (const { id, resolved } of changed) resolvedOf.set(id, resolved) },

    trainedLayers: layers.filter(({ parameters }) => Object.values(parameters).some(({ offset }) => offset !== null)).map(({ plan: { id } }) => id),

    forward(x, training, { before, disturb, sampling = false } = {}) {
      const outputs = new Map<string, Tensor>([[DATA_INPUT, x]])
      const parameters = owned.flatMap((layer) => Object.values(layer.parameters))
      for (const parameter of parameters) parameter.claimed = false
      const end = before === undefined ? layers.length : layers.findIndex(({ plan: { id } }) => id === before)
      const passes = layers.slice(0, end).map((layer) => {
        const pass = forwardLayer(layer, layer.plan.inputs.map((input) => outputs.get(input)!), training || (sampling && layer.plan.resolved.definition.samplesPredictions === true))
        const y = disturb?.(layer.plan.id, pass.y) ?? pass.y
        outputs.set(layer.plan.id, y)
        return pass
      })
      return {
        outputs,
        pullBack: (id, dy) => void passes[layers.findIndex(({ plan }) => plan.id === id)].backward(dy),
        backward(gradients, observe) {
          const pending = new Map(gradients)
          for (let i = layers.length - 1; i >= 0; i--) {
            const { id, inputs } = layers[i].plan
            const dy = pending.get(id)
            if (dy === undefined || !depending.has(id)) continue
            observe?.(id, dy)
            passes[i].backward(dy).forEach((dx, index) => {
              if (dx !== null && depending.has(inputs[index])) addGradient(pending, inputs[index], dx)
            })
          }
          // What no loss depends on has gradient zero.
          for (const { claimed, gradient } of parameters) if (!claimed) ops.fill(gradient, 0)
          return pending.get(DATA_INPUT) ?? null
        },
      }
    },
  }

  function forwardLayer(layer: BuiltLayer, inputs: readonly Tensor[], training: boolean): NetworkPass {
    const { plan: { id, trainable }, parameters, buffers } = layer
    const { definition, hyperparameters } = resolvedOf.get(id)!
    const context: LayerContext = {
      ops, hyperparameters, parameters, buffers, training, seed,
      frozen: !trainable,
      needsInputGradient: needsInputGradient(layer),
      stream: streamNumber(`layer/${id}`),
    }
    if (definition.inputs === 'many') return definition.forward(inputs, context)
    const pass: LayerPass = definition.forward(inputs[0], context)
    return { y: pass.y, backward: (dy) => [pass.backward(dy)] }
  }

  /** Adds a consumer's gradient to what other consumers of the same output gave. */
  function addGradient(pending: Map<string, Tensor>, id: string, dx: Tensor): void {
    const before = pending.get(id)
    if (before === undefined) {
      pending.set(id, dx)
      return
    }
    const sum = ops.create(dx.shape)
    ops.add(before, dx, sum)
    pending.set(id, sum)
  }
}

/** The layers whose output changes with some trained parameter, or with what else is wanted: the others need no gradient. */
function dependingOnParameters(layers: readonly BuiltLayer[], wanted: readonly string[]): ReadonlySet<string> {
  const depending = new Set(wanted)
  for (const { plan: { id, inputs, trainable, parameters } } of layers) {
    if ((trainable && parameters.length > 0) || inputs.some((input) => depending.has(input))) depending.add(id)
  }
  return depending
}
