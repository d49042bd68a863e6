import { describeValue, type Issue } from '../schema/issue.ts'
import { nearest } from '../schema/registry.ts'
import { text } from '../schema/text.ts'

/** The name by which layers read the data. */
export const DATA_INPUT = 'input'

/** The ids of all layers; entries without one get `<kind><n>`, counted per kind. */
export function nameLayers(entries: readonly unknown[], path: string, issues: Issue[]): string[] {
  const given = new Map<string, number>()
  entries.forEach((entry, index) => {
    const id = (entry as { id?: unknown } | null)?.id
    if (id === undefined) return
    const idPath = `${path}[${index}].id`
    if (typeof id !== 'string' || !/^[\p{L}\p{N}_-]+$/u.test(id) || id === DATA_INPUT) {
      issues.push({ path: idPath, expected: text(`a name of letters, digits, - and _, other than "${DATA_INPUT}"`, `un nombre de letras, cifras, - y _, distinto de "${DATA_INPUT}"`), received: describeValue(id) })
    } else if (given.has(id)) {
      issues.push({ path: idPath, expected: text(`a name that no other layer has (layer ${given.get(id)} has it)`, `un nombre que no tenga otra capa (lo tiene la capa ${given.get(id)})`), received: describeValue(id) })
    } else {
      given.set(id, index)
    }
  })
  const counts = new Map<string, number>()
  return entries.map((entry, index) => {
    const id = (entry as { id?: unknown } | null)?.id
    if (typeof id === 'string' && given.get(id) === index) return id
    const kind = kindOf(entry)
    let name: string
    do {
      const count = (counts.get(kind) ?? 0) + 1
      counts.set(kind, count)
      name = `${kind}${count}`
    } while (given.has(name))
    return name
  })
}

interface InputChoice {
  /** Whether the layer brings several others together. */
  readonly several: boolean
  readonly previous: string
  readonly known: readonly string[]
}

/** What a layer reads, or null when it brings several layers together and does not say which. */
export function readInputs(entry: unknown, { several, previous, known }: InputChoice, path: string, issues: Issue[]): readonly string[] | null {
  const inputs = (entry as { inputs?: unknown } | null)?.inputs
  if (inputs === undefined && !several) return [previous]
  if (!Array.isArray(inputs) || (several ? inputs.length < 2 : inputs.length !== 1)) {
    const expected = several ? text('a list with the names of at least two earlier layers', 'una lista con los nombres de al menos dos capas anteriores') : text('a list with the name of one earlier layer', 'una lista con el nombre de una capa anterior')
    const fix = text(`write "inputs": ["${known.at(-2) ?? known[0]}", "${previous}"]`, `escriba "inputs": ["${known.at(-2) ?? known[0]}", "${previous}"]`)
    issues.push({ path: `${path}.inputs`, expected, received: describeValue(inputs), ...(several ? { fix } : {}) })
    return several ? null : [previous]
  }
  const before = issues.length
  inputs.forEach((name: unknown, index) => {
    if (typeof name !== 'string' || !known.includes(name)) issues.push(unknownLayer(name, known, `${path}.inputs[${index}]`))
  })
  if (issues.length === before) return inputs as string[]
  return several ? null : [previous]
}

/** What to say where a name is not that of an earlier layer. */
export function unknownLayer(name: unknown, known: readonly string[], path: string): Issue {
  const near = typeof name === 'string' ? nearest(name, known) : null
  return {
    path,
    expected: text(`the name of an earlier layer (${known.join(', ')})`, `el nombre de una capa anterior (${known.join(', ')})`),
    received: describeValue(name),
    ...(near === null ? {} : { fix: text(`did you mean "${near}"?`, `¿quería decir "${near}"?`) }),
  }
}

export function kindOf(entry: unknown): string {
  const kind = typeof entry === 'string' ? entry : (entry as { kind?: unknown } | null)?.kind
  return typeof kind === 'string' && kind !== '' ? kind : 'layer'
}
