import type { ExperimentSpec } from '../../../core/index.ts'
import type { GroupParameter, LayerGroup } from '../../../electron/contract/api.ts'

/** The names of layers before an edit and after it: a single other name in its old place is a new name for the same layer. */
function renamedLayer(before: ExperimentSpec, after: ExperimentSpec): (name: string) => string {
  const was = before.network.layers.map(({ id }) => id ?? '')
  const is = after.network.layers.map(({ id }) => id ?? '')
  const changed = was.length === is.length ? was.flatMap((name, position) => (name === is[position] ? [] : [[name, is[position] ?? name] as const])) : []
  const [only] = changed
  return changed.length === 1 && only !== undefined && !is.includes(only[0]) ? (name) => (name === only[0] ? only[1] : name) : (name) => name
}

/** The groups after an edit: layers that are gone leave them, renamed ones stay, and a group without layers goes. */
export function carryGroups(before: ExperimentSpec, after: ExperimentSpec, groups: readonly LayerGroup[]): readonly LayerGroup[] {
  if (groups.length === 0 || before.network.layers === after.network.layers) return groups
  const renamed = renamedLayer(before, after)
  const present = new Set(after.network.layers.map(({ id }) => id ?? ''))
  const carried = groups.flatMap((group) => {
    const members = group.members.map(renamed).filter((name) => present.has(name))
    if (members.length === 0) return []
    const parameters = group.parameters.map((parameter) => withTargets(parameter, parameter.targets.map(({ layer, field }) => ({ layer: renamed(layer), field })).filter(({ layer }) => present.has(layer))))
    return [{ ...group, members, parameters: parameters.filter(({ targets }) => targets.length > 0) }]
  })
  return JSON.stringify(carried) === JSON.stringify(groups) ? groups : carried
}

const withTargets = (parameter: GroupParameter, targets: GroupParameter['targets']): GroupParameter => ({ ...parameter, targets })
