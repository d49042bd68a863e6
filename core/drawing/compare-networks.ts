import type { LayerDescription } from '../experiment/description.ts'
import type { LayerSpec } from '../experiment/spec.ts'
import { DATA_INPUT } from '../network/read-layer-names.ts'

/** A layer of one network and its counterpart in the other; null where it has none. */
export interface LayerPair {
  readonly left: string | null
  readonly right: string | null
  /** `changed`: its hyper-parameters or what it reads differ. */
  readonly difference: 'same' | 'changed' | 'only'
}

export interface ComparedNetwork { readonly layers: readonly Pick<LayerDescription, 'id' | 'index' | 'kind' | 'inputs'>[]; readonly specs: readonly LayerSpec[] }

/** How much two layers have in common; 0 for layers that are not each other's counterpart. */
const ALIKE = { sameSettings: 4, sameName: 3, sameKind: 1 }

/**
 * Which layers of two networks belong together: in order, so that as much as possible is alike (Needleman & Wunsch 1970). A layer
 * that was put in between leaves the others as they were, whatever their automatic names.
 */
export function compareNetworks(left: ComparedNetwork, right: ComparedNetwork): readonly LayerPair[] {
  const [rows, columns] = [left.layers.length, right.layers.length]
  const settings = [left, right].map(({ layers, specs }) => layers.map(({ index }) => settingsOf(specs[index])))
  const likeness = (i: number, j: number): number => {
    const [a, b] = [left.layers[i], right.layers[j]]
    if (a.kind !== b.kind) return 0
    return ALIKE.sameKind + (a.id === b.id ? ALIKE.sameName : 0) + (settings[0][i] === settings[1][j] ? ALIKE.sameSettings : 0)
  }
  // best[i][j]: of the layers from i and j on.
  const best = Array.from({ length: rows + 1 }, () => new Float64Array(columns + 1))
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const alike = likeness(i, j)
      best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], alike === 0 ? 0 : alike + best[i + 1][j + 1])
    }
  }
  const pairs: { left: number | null; right: number | null }[] = []
  for (let i = 0, j = 0; i < rows || j < columns;) {
    const alike = i < rows && j < columns ? likeness(i, j) : 0
    if (alike > 0 && best[i][j] === alike + best[i + 1][j + 1]) pairs.push({ left: i++, right: j++ })
    else if (i < rows && (j === columns || best[i][j] === best[i + 1][j])) pairs.push({ left: i++, right: null })
    else pairs.push({ left: null, right: j++ })
  }
  // What a layer reads differs where its counterpart reads other layers than the counterparts; a layer in between is a difference of its own.
  const counterpart = new Map<string, string>([[DATA_INPUT, DATA_INPUT], ...pairs.flatMap((pair) => (pair.left === null || pair.right === null ? [] : [[left.layers[pair.left].id, right.layers[pair.right].id] as const]))])
  const paired = new Set(counterpart.values())
  return pairs.map((pair): LayerPair => {
    const [a, b] = [pair.left === null ? null : left.layers[pair.left], pair.right === null ? null : right.layers[pair.right]]
    if (a === null || b === null) return { left: a?.id ?? null, right: b?.id ?? null, difference: 'only' }
    const readsSame = a.inputs.length === b.inputs.length && a.inputs.every((input, position) => {
      const [expected, read] = [counterpart.get(input), b.inputs[position]]
      return expected === read || expected === undefined || !paired.has(read)
    })
    return { left: a.id, right: b.id, difference: readsSame && settings[0][pair.left!] === settings[1][pair.right!] ? 'same' : 'changed' }
  })
}

/** Everything about a layer but its name and what it reads. */
function settingsOf(layer: LayerSpec): string {
  const { id: _id, inputs: _inputs, ...settings } = layer
  return JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)))
}
