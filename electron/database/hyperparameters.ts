import type { ExperimentSpec } from '../../core/index.ts'
import type { Hyperparameters } from '../contract/api.ts'

/**
 * A spec's values by the path to them, without its name and data, as they are at its start. A block stands under its own name with its kind (`optimizer` → `adam`,
 * `optimizer.learningRate`), the blocks of a list under their ids or kinds (`network.hidden.units`, `regularizers.l2.strength`); those that come again are numbered.
 */
export function hyperparametersOf({ version: _version, name: _name, dataset: _dataset, changes: _changes, ...spec }: ExperimentSpec): Hyperparameters {
  const values: Record<string, string | number | boolean> = {}
  collect('', spec, values)
  return values
}

function collect(path: string, value: unknown, into: Record<string, string | number | boolean>): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') into[path] = value
  else if (Array.isArray(value)) collectList(path, value, into)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      // The list of a network's layers is the network; ids and kinds are what the path says.
      if (key !== 'id') collect(key === 'kind' || key === 'layers' ? path : path === '' ? key : `${path}.${key}`, inner, into)
    }
  }
}

function collectList(path: string, list: readonly unknown[], into: Record<string, string | number | boolean>): void {
  if (list.every((item) => typeof item !== 'object')) {
    if (list.length > 0) into[path] = list.join(', ')
    return
  }
  const seen = new Map<string, number>()
  for (const item of list as readonly Readonly<Record<string, unknown>>[]) {
    const name = String(item['id'] ?? item['from'] ?? item['kind'])
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    collect(`${path}.${name}${times === 1 ? '' : times}`, item, into)
  }
}
