import type { Shape } from '../math/shape.ts'
import { DATA_INPUT } from './read-layer-names.ts'
import type { SketchedLayer } from './plan-network.ts'

/** Places of the data along a side that one output of a layer depends on; `all` of them; null where samples have no places or it is not known. */
export type ReceptiveField = number | 'all' | null

interface Field { readonly size: number; readonly step: number }

/**
 * The receptive field of each layer, by id: r = r' + (k - 1) j', j = s j' with the reach k and the step s of the layer. Of several inputs, the largest counts.
 * Padding is not counted: near the border a part of the field lies outside. (Araujo, Norris & Sim 2019)
 */
export function receptiveFields(layers: readonly SketchedLayer[], inputShape: Shape | null): ReadonlyMap<string, ReceptiveField> {
  const fields = new Map<string, Field | 'all' | null>([[DATA_INPUT, inputShape === null || inputShape.length < 2 ? null : { size: 1, step: 1 }]])
  for (const { id, inputs, planned } of layers) fields.set(id, planned === null ? null : through(planned, inputs.map((input) => fields.get(input) ?? null)))
  return new Map(layers.map(({ id }) => {
    const field = fields.get(id) ?? null
    return [id, field === null || field === 'all' ? field : Math.ceil(field.size)]
  }))
}

function through({ resolved: { definition, hyperparameters } }: NonNullable<SketchedLayer['planned']>, inputs: readonly (Field | 'all' | null)[]): Field | 'all' | null {
  if (inputs.includes(null)) return null
  const reach = definition.reach?.(hyperparameters) ?? { size: 1, step: 1 }
  const fields = inputs.filter((field) => field !== 'all' && field !== null)
  if (reach === 'all' || fields.length < inputs.length) return 'all'
  const [size, step] = [Math.max(...fields.map((field) => field.size)), Math.max(...fields.map((field) => field.step))]
  return { size: size + (reach.size - 1) * step, step: step * reach.step }
}
