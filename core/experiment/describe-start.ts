import { listNames, matchWeights, type Shaped } from '../network/match-weights.ts'
import type { SketchedLayer } from '../network/plan-network.ts'
import type { Issue } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'

/** What a network takes of a weights file, before it runs. Nothing while a layer cannot be read. */
export function describeStart(layers: readonly SketchedLayer[], weights: Shaped): { readonly issues: readonly Issue[]; readonly notes: readonly Text[] } {
  const planned = layers.map((layer) => layer.planned).filter((layer) => layer !== null)
  if (planned.length < layers.length || layers.length === 0) return { issues: [], notes: [] }
  const wanted = new Map(planned.flatMap(({ id, sharesWith, parameters, buffers }) =>
    [...(sharesWith === null ? parameters : []), ...buffers].map(({ name, shape }) => [`${id}.${name}`, { shape }] as const)))
  const issues: Issue[] = []
  const { matched, missing, unused } = matchWeights(wanted, weights, issues)
  if (issues.length > 0) return { issues, notes: [] }
  const rest = [
    ...(missing.length === 0 ? [] : [text(`initialized as usual: ${listNames(missing)}`, `se inicializan como siempre: ${listNames(missing)}`)]),
    ...(unused.length === 0 ? [] : [text(`in the file but not in the network: ${listNames(unused)}`, `en el fichero pero no en la red: ${listNames(unused)}`)]),
  ]
  const taken = text(
    `${matched.length} of ${wanted.size} tensors start from the file`,
    `${matched.length} de ${wanted.size} tensores empiezan desde el fichero`,
  )
  return { issues, notes: [text([taken, ...rest].map(({ en }) => en).join('; ').concat('.'), [taken, ...rest].map(({ es }) => es).join('; ').concat('.'))] }
}
