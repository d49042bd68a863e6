import type { Text } from '../../../core/index.ts'
import { placeAt, plainValue, type JsonPlace, type JsonText, type Range } from './json-tree.ts'
import { expectationAt, fieldsOf, type Expectation } from './spec-fields.ts'

/** Something that may be typed at a place. */
export interface Suggested {
  /** As it stands in the text, with quotes. */
  readonly label: string
  readonly shown: string
  /** What it is called, or the bounds of a number. */
  readonly detail: string
  /** One sentence. */
  readonly doc: string
  /** What takes the place of what is typed. */
  readonly insert: string
  readonly sort: 'field' | 'kind' | 'word'
}

export interface Suggestions { readonly range: Range; readonly options: readonly Suggested[] }

/** What may stand at a position of the text. */
export function suggestionsAt(json: JsonText, text: string, position: number, root: Expectation, say: (words: Text) => string, bounds: (holds: Expectation) => string): Suggestions | null {
  const place = placeAt(json, text, position)
  if (place === null) return null
  const spec = plainValue(json.root)
  const options = place.expects === 'name' ? fieldNames(place, text, root, spec, say, bounds) : valuesFor(place, root, spec, say, bounds)
  return options.length === 0 ? null : { range: place.token, options }
}

function fieldNames(place: JsonPlace, text: string, root: Expectation, spec: unknown, say: (words: Text) => string, bounds: (holds: Expectation) => string): readonly Suggested[] {
  const found = expectationAt(root, place.path, spec, say)
  if (found === null) return []
  const value = place.path.reduce<unknown>((inner, step) => (typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<PropertyKey, unknown>>)[step] : undefined), spec)
  const behind = text.slice(place.token.to)
  const hasColon = /^\s*:/.test(behind)
  // A field before another one needs a comma between them.
  const comma = /^\s*"/.test(behind) ? ', ' : ''
  return Object.entries(fieldsOf(found.holds, value, say)).filter(([name]) => !place.names.includes(name)).map(([name, field]) => {
    const quoted = JSON.stringify(name)
    return { label: quoted, shown: name, detail: [field.label === name ? '' : field.label, bounds(field.holds)].filter((part) => part !== '').join(' · '), doc: field.doc, insert: hasColon ? quoted : `${quoted}: ${field.start}${comma}`, sort: 'field' as const }
  })
}

function valuesFor({ path, token }: JsonPlace, root: Expectation, spec: unknown, say: (words: Text) => string, bounds: (holds: Expectation) => string): readonly Suggested[] {
  const found = expectationAt(root, path, spec, say)
  if (found === null) return []
  const { holds, field } = found
  const word = (value: unknown, detail = '', doc = field?.doc ?? ''): Suggested => ({ label: JSON.stringify(value), shown: typeof value === 'string' ? value : JSON.stringify(value), detail, doc, insert: JSON.stringify(value), sort: 'word' })
  switch (holds.sort) {
    case 'block': {
      // In a list a block is usually written with more fields to come.
      const isEntry = typeof path.at(-1) === 'number' && token.from === token.to
      const kinds = holds.registry.kinds.map((kind): Suggested => {
        const { label, doc } = holds.registry.get(kind)
        return { label: JSON.stringify(kind), shown: kind, detail: say(label), doc: say(doc), insert: isEntry ? `{ "kind": ${JSON.stringify(kind)} }` : JSON.stringify(kind), sort: 'kind' }
      })
      return holds.nullable ? [...kinds, word(null)] : kinds
    }
    case 'words': {
      // The kinds of a block are told with their labels as everywhere else.
      const block = path.at(-1) === 'kind' ? expectationAt(root, path.slice(0, -1), spec, say)?.holds : undefined
      const labelOf = (name: string): string => (block?.sort === 'block' ? say(block.registry.get(name).label) : '')
      return Object.entries(holds.options).map(([name, doc]) => ({ ...word(name, labelOf(name)), ...(doc === null ? {} : { doc: say(doc) }), sort: block === undefined ? 'word' as const : 'kind' as const }))
    }
    case 'flag':
      return [word(true), word(false)]
    case 'number':
      return [...(field === null ? [] : [word(JSON.parse(field.start), bounds(holds))]), ...holds.words.map((own) => word(own))].filter(({ insert }) => insert !== 'null')
    default:
      return []
  }
}
