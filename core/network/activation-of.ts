import type { LayerDefinition } from '../layers/definition.ts'
import type { Resolved } from '../schema/registry.ts'

/** The kind of a layer's activation, be it an option or the layer itself; `linear` where it has none. */
export function activationOf({ hyperparameters }: Resolved<LayerDefinition>): string {
  const { activation, function: own } = hyperparameters as Record<string, Resolved | undefined>
  return (activation ?? own)?.kind ?? 'linear'
}
