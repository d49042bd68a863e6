import type { LayerContext, LayerPass, Parameter } from '../layers/definition.ts'
import { createRandom, streamNumber } from '../math/random.ts'
import { sizeOf, type Shape } from '../math/shape.ts'
import type { Engine, UpdateTarget } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import { DATA_INPUT, type NetworkPlan, type PlannedLayer } from './plan-network.ts'

/** A trainable tensor by its full name, `h1.weight`. */
export interface NamedParameter {
  readonly name: string
  readonly layer: string
  readonly penalized: boolean
  /** Inputs that one unit of its layer sums over. */
  readonly fanIn: number
  readonly value: Tensor
  readonly gradient: Tensor
  /** Where it starts in `Network.all`. */
  readonly offset: number
}

/** What a forward pass left behind. */
export interface ForwardPass {
  /** The output of each layer, by id. */
  readonly outputs: ReadonlyMap<string, Tensor>
  /** Takes dL/d(output) per layer id, writes every parameter's gradient. */
  backward(gradients: ReadonlyMap<string, Tensor>): void
}

/** A network with numbers. */
export interface Network {
  /** In layer order; the order of `weightsSha256`. */
  readonly parameters: readonly NamedParameter[]
  /** All parameters in one run of memory, so that an optimizer updates them in one call; the gaps between them stay zero. */
  readonly all: UpdateTarget
  /** The part of a tensor as long as `all` that belongs to a parameter, e.g. of an optimizer's slot. */
  partOf(tensor: Tensor, parameter: NamedParameter): Tensor
  /** Writes down (or computes) the layers on a batch [rows, …inputShape]. */
  forward(x: Tensor, training: boolean): ForwardPass
}

interface BuiltLayer {
  readonly plan: PlannedLayer
  readonly parameters: Readonly<Record<string, BuiltParameter>>
}

interface BuiltParameter extends Parameter {
  claimed: boolean
  readonly offset: number
}

/** Parameters start at multiples of 16 numbers, so that vector kernels find them aligned. */
const ALIGNMENT = 16
const aligned = (count: number): number => Math.ceil(count / ALIGNMENT) * ALIGNMENT

/** Allocates and initializes the parameters of a planned network. Each parameter draws from a stream of its own name, so adding a layer leaves the others as they were. */
export function buildNetwork(plan: NetworkPlan, engine: Engine, seed: number): Network {
  const { ops } = engine
  const declarations = plan.layers.flatMap(({ parameters }) => parameters)
  const total = declarations.reduce((length, { shape }) => length + aligned(sizeOf(shape)), 0)
  const all: UpdateTarget = { value: ops.create([total]), gradient: ops.create([total]) }
  const slice = (tensor: Tensor, offset: number, shape: Shape): Tensor => ({ shape, data: tensor.data.subarray(offset, offset + sizeOf(shape)) })
  let end = 0
  const built: BuiltLayer[] = plan.layers.map((layer) => ({
    plan: layer,
    parameters: Object.fromEntries(layer.parameters.map((declaration) => {
      const offset = end
      end += aligned(sizeOf(declaration.shape))
      const value = slice(all.value, offset, declaration.shape)
      const random = createRandom(seed, `initialize/${layer.id}.${declaration.name}`)
      const { definition, hyperparameters } = declaration.initializer
      for (let i = 0; i < value.data.length; i++) value.data[i] = definition.sample(random, declaration, hyperparameters)
      const parameter: BuiltParameter = {
        value,
        gradient: slice(all.gradient, offset, declaration.shape),
        offset,
        claimed: false,
        claimGradient() {
          const before = this.claimed
          this.claimed = true
          return before
        },
      }
      return [declaration.name, parameter]
    })),
  }))

  const firstTrainable = built.findIndex(({ plan: layer }) => layer.parameters.length > 0)

  return {
    parameters: built.flatMap(({ plan: layer, parameters }) => layer.parameters.map((declaration) => {
      const { value, gradient, offset } = parameters[declaration.name]
      return { name: `${layer.id}.${declaration.name}`, layer: layer.id, penalized: declaration.penalized, fanIn: declaration.fanIn, value, gradient, offset }
    })),
    all,
    partOf: (tensor, { offset, value }) => slice(tensor, offset, value.shape),

    forward(x, training) {
      const outputs = new Map<string, Tensor>([[DATA_INPUT, x]])
      const passes: LayerPass[] = []
      for (const { plan: layer, parameters } of built) {
        for (const parameter of Object.values(parameters)) parameter.claimed = false
        const context: LayerContext = {
          ops,
          hyperparameters: layer.resolved.hyperparameters,
          parameters,
          training,
          needsInputGradient: layer.index > firstTrainable,
          seed,
          stream: streamNumber(`layer/${layer.id}`),
        }
        const pass = layer.resolved.definition.forward(outputs.get(layer.inputs[0])!, context)
        passes.push(pass)
        outputs.set(layer.id, pass.y)
      }
      return {
        outputs,
        backward(gradients) {
          const pending = new Map(gradients)
          for (let i = built.length - 1; i >= 0; i--) {
            const { plan: layer } = built[i]
            const dy = pending.get(layer.id)
            if (dy === undefined) {
              // Nothing downstream depends on this layer: its gradients are zero.
              for (const { gradient } of Object.values(built[i].parameters)) ops.fill(gradient, 0)
              continue
            }
            const dx = passes[i].backward(dy)
            if (dx !== null) addGradient(pending, layer.inputs[0], dx)
          }
        },
      }
    },
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
