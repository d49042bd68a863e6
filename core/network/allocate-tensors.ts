import type { Parameter } from '../layers/definition.ts'
import { createRandom } from '../math/random.ts'
import { sizeOf, type Shape } from '../math/shape.ts'
import type { Ops, UpdateTarget } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { NetworkPlan, PlannedLayer } from './plan-network.ts'

/** A parameter that knows whether its gradient was written in this step. */
export interface BuiltParameter extends Parameter {
  claimed: boolean
  /** Where it starts in `all`; null for a frozen one, which is not part of it. */
  readonly offset: number | null
}

/** A layer with its numbers. */
export interface BuiltLayer {
  readonly plan: PlannedLayer
  readonly parameters: Readonly<Record<string, BuiltParameter>>
  readonly buffers: Readonly<Record<string, Tensor>>
}

/** Parameters that learn at the same rate: a stretch of `all`. */
export interface RateGroup {
  /** Multiplies the learning rate. */
  readonly factor: number
  readonly target: UpdateTarget
  /** The part of a tensor as long as `all` that belongs to the group, e.g. of an optimizer's slot. */
  partOf(tensor: Tensor): Tensor
}

/** Parameters start at multiples of 16 numbers, so that vector kernels find them aligned. */
const ALIGNMENT = 16
const aligned = (count: number): number => Math.ceil(count / ALIGNMENT) * ALIGNMENT

export const sliceOf = (tensor: Tensor, offset: number, shape: Shape): Tensor => ({ shape, data: tensor.data.subarray(offset, offset + sizeOf(shape)) })

/** Allocates and initializes what layers own. Each parameter draws from a stream of its own name, so adding a layer leaves the others as they were. */
export function allocateTensors(plan: NetworkPlan, ops: Ops, seed: number): { layers: readonly BuiltLayer[]; all: UpdateTarget; rateGroups: readonly RateGroup[] } {
  const owners = plan.layers.filter(({ sharesWith }) => sharesWith === null)
  const total = owners.reduce((length, layer) => length + (layer.trainable ? lengthOf(layer) : 0), 0)
  const all: UpdateTarget = { value: ops.create([total]), gradient: ops.create([total]) }
  const built = new Map<string, BuiltLayer['parameters']>()
  let end = 0
  for (const layer of owners) {
    built.set(layer.id, Object.fromEntries(layer.parameters.map((declaration) => {
      const offset = layer.trainable ? end : null
      const value = offset === null ? ops.create(declaration.shape) : sliceOf(all.value, offset, declaration.shape)
      const gradient = offset === null ? ops.create(declaration.shape) : sliceOf(all.gradient, offset, declaration.shape)
      if (offset !== null) end += aligned(sizeOf(declaration.shape))
      const { definition, hyperparameters } = declaration.initializer
      definition.fill(value.data, createRandom(seed, `initialize/${layer.id}.${declaration.name}`), declaration, hyperparameters)
      return [declaration.name, createParameter(value, gradient, offset)]
    })))
  }
  const layers = plan.layers.map((layer): BuiltLayer => ({
    plan: layer,
    parameters: built.get(layer.sharesWith ?? layer.id)!,
    buffers: Object.fromEntries(layer.buffers.map(({ name, shape, initial }) => {
      const buffer = ops.create(shape)
      buffer.data.fill(initial)
      return [name, buffer]
    })),
  }))
  return { layers, all, rateGroups: groupRates(owners, all) }
}

const lengthOf = ({ parameters }: PlannedLayer): number => parameters.reduce((length, { shape }) => length + aligned(sizeOf(shape)), 0)

const createParameter = (value: Tensor, gradient: Tensor, offset: number | null): BuiltParameter => ({
  value,
  gradient,
  offset,
  claimed: false,
  claimGradient() {
    const before = this.claimed
    this.claimed = true
    return before
  },
})

/** Neighbouring layers with one factor make one group, so that a usual network is updated in one call. */
function groupRates(owners: readonly PlannedLayer[], all: UpdateTarget): readonly RateGroup[] {
  const stretches: { factor: number; start: number; end: number }[] = []
  let end = 0
  for (const layer of owners) {
    if (!layer.trainable || layer.parameters.length === 0) continue
    const start = end
    end += lengthOf(layer)
    const last = stretches.at(-1)
    if (last?.factor === layer.rateFactor) last.end = end
    else stretches.push({ factor: layer.rateFactor, start, end })
  }
  return stretches.map(({ factor, start, end: stop }) => {
    const partOf = (tensor: Tensor): Tensor => (start === 0 && stop === all.value.data.length ? tensor : sliceOf(tensor, start, [stop - start]))
    return { factor, partOf, target: { value: partOf(all.value), gradient: partOf(all.gradient) } }
  })
}
