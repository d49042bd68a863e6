/** A piece of the text: from its first character to behind its last. */
export interface Range { readonly from: number; readonly to: number }

export interface JsonEntry {
  readonly name: string
  readonly key: Range
  /** Null where nothing stands behind the name yet. */
  readonly value: JsonNode | null
}

/** A value of the text with its place. Numbers, words and texts are `plain`; what none of them is has the value `undefined`. */
export type JsonNode = Range & (
  | { readonly kind: 'object'; readonly entries: readonly JsonEntry[] }
  | { readonly kind: 'list'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'plain'; readonly value: unknown }
)

/** What is wrong with the text as JSON; the words stand under `specEditor.syntax`. */
export interface SyntaxProblem extends Range {
  readonly words: 'value' | 'name' | 'colon' | 'comma' | 'surplus-comma' | 'text-end' | 'object-end' | 'list-end' | 'not-a-value' | 'after-end'
}

export interface JsonText { readonly root: JsonNode | null; readonly problems: readonly SyntaxProblem[] }

/** Reads JSON as far as it goes: while a text is being typed it is seldom whole, and its parts are still known. */
export function readJson(text: string): JsonText {
  const problems: SyntaxProblem[] = []
  let at = 0
  const problem = (words: SyntaxProblem['words'], from: number, to: number): void => void problems.push({ words, from, to: Math.max(to, from) })
  const skip = (): void => {
    while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at++
  }

  function readText(): Range & { readonly value: string | undefined } {
    const from = at++
    while (at < text.length && text[at] !== '"' && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1
    at = Math.min(at, text.length)
    if (text[at] !== '"') {
      problem('text-end', from, at)
      return { from, to: at, value: text.slice(from + 1, at) }
    }
    const to = ++at
    try {
      return { from, to, value: JSON.parse(text.slice(from, to)) as string }
    } catch {
      problem('not-a-value', from, to)
      return { from, to, value: undefined }
    }
  }

  function readValue(): JsonNode | null {
    skip()
    const from = at
    switch (text[at]) {
      case '{': return readObject()
      case '[': return readList()
      case '"': return { kind: 'plain', ...readText() }
      case undefined: case '}': case ']': case ',': case ':':
        problem('value', from, from + (at < text.length ? 1 : 0))
        return null
    }
    while (at < text.length && !' \t\r\n,:{}[]"'.includes(text[at] ?? '')) at++
    const written = text.slice(from, at)
    let value: unknown
    try {
      value = JSON.parse(written)
    } catch {
      problem('not-a-value', from, at)
    }
    return { kind: 'plain', from, to: at, value }
  }

  function readObject(): JsonNode {
    const from = at++
    const entries: JsonEntry[] = []
    for (;;) {
      skip()
      if (text[at] === '}' || at >= text.length || text[at] === ']') break
      if (text[at] !== '"') {
        const start = at
        while (at < text.length && !',}]\n"'.includes(text[at] ?? '')) at++
        problem('name', start, at)
        if (text[at] === ',' || text[at] === '\n') at++
        continue
      }
      const key = readText()
      skip()
      let value: JsonNode | null = null
      if (text[at] === ':') {
        at++
        value = readValue()
      } else problem('colon', key.from, key.to)
      entries.push({ name: key.value ?? '', key: { from: key.from, to: key.to }, value })
      endItem('}')
    }
    return { kind: 'object', from, to: endOf('}', 'object-end', from), entries }
  }

  function readList(): JsonNode {
    const from = at++
    const items: JsonNode[] = []
    for (;;) {
      skip()
      if (text[at] === ']' || at >= text.length || text[at] === '}') break
      const before = at
      const item = readValue()
      if (item !== null) items.push(item)
      endItem(']')
      if (at === before) at++
    }
    return { kind: 'list', from, to: endOf(']', 'list-end', from), items }
  }

  /** The comma behind an entry, and none behind the last. */
  function endItem(end: string): void {
    const behind = at
    skip()
    if (text[at] === ',') {
      const comma = at++
      skip()
      if (text[at] === end) problem('surplus-comma', comma, comma + 1)
    } else if (at < text.length && text[at] !== '}' && text[at] !== ']') problem('comma', Math.max(0, behind - 1), behind)
  }

  function endOf(end: string, words: SyntaxProblem['words'], from: number): number {
    if (text[at] === end) return ++at
    problem(words, from, from + 1)
    return at
  }

  const root = readValue()
  skip()
  if (at < text.length && root !== null) problem('after-end', at, text.length)
  return { root, problems }
}

/** One step into a value: a name, or a position in a list. */
export type PathStep = string | number

/** `network.layers[3].units` → `['network', 'layers', 3, 'units']`. */
export const pathSteps = (path: string): readonly PathStep[] => [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, position, name]) => (position === undefined ? (name ?? '') : Number(position)))

/** What stands at a path: its value, and its name where it has one; null where there is no such thing. */
export function nodeAt(root: JsonNode | null, path: readonly PathStep[]): { readonly value: JsonNode | null; readonly key: Range | null } | null {
  let found: { readonly value: JsonNode | null; readonly key: Range | null } = { value: root, key: null }
  for (const step of path) {
    const { value } = found
    if (typeof step === 'number') {
      const item = value?.kind === 'list' ? value.items[step] : undefined
      if (item === undefined) return null
      found = { value: item, key: null }
    } else {
      const entry = value?.kind === 'object' ? value.entries.findLast(({ name }) => name === step) : undefined
      if (entry === undefined) return null
      found = { value: entry.value, key: entry.key }
    }
  }
  return found
}

/** The value that a node stands for, without what cannot be read. */
export function plainValue(node: JsonNode | null): unknown {
  if (node === null) return undefined
  if (node.kind === 'plain') return node.value
  if (node.kind === 'list') return node.items.map(plainValue)
  return Object.fromEntries(node.entries.map(({ name, value }) => [name, plainValue(value)]))
}

/** Where in the spec a place of the text is. */
export interface JsonPlace {
  /** To the value at the place; for a name, to the object that it belongs to. */
  readonly path: readonly PathStep[]
  readonly expects: 'name' | 'value'
  /** What is typed there already; empty between things. */
  readonly token: Range
  /** Names that the object has beside this one. */
  readonly names: readonly string[]
}

/** What may be typed at a position; null inside what is complete, e.g. behind a closing bracket. */
export function placeAt({ root }: JsonText, text: string, position: number): JsonPlace | null {
  return root === null ? null : within(root, [], text, position)
}

function within(node: JsonNode, path: readonly PathStep[], text: string, position: number): JsonPlace | null {
  const here = { from: position, to: position }
  if (node.kind === 'plain') return { path, expects: 'value', token: node, names: [] }
  const closed = text[node.to - 1] === (node.kind === 'object' ? '}' : ']') && node.to > node.from + 1
  if (position <= node.from || (closed && position >= node.to)) return null
  if (node.kind === 'list') {
    const index = node.items.findIndex((item) => position >= item.from && position <= item.to)
    const item = node.items[index]
    const inside = item === undefined ? null : within(item, [...path, index], text, position)
    return inside ?? { path: [...path, node.items.filter(({ to }) => to <= position).length], expects: 'value', token: here, names: [] }
  }
  const names = node.entries.map(({ name }) => name)
  const others = (entry: JsonEntry): readonly string[] => node.entries.filter((other) => other !== entry).map(({ name }) => name)
  for (const [index, entry] of node.entries.entries()) {
    if (position > entry.key.from && position <= entry.key.to) return { path, expects: 'name', token: entry.key, names: others(entry) }
    const next = node.entries[index + 1]
    const end = next?.key.from ?? node.to
    if (position <= entry.key.to || position > end) continue
    const between = text.slice(entry.key.to, position)
    if (entry.value === null) return between.includes(':') ? { path: [...path, entry.name], expects: 'value', token: here, names: others(entry) } : null
    if (position >= entry.value.from && position <= entry.value.to) {
      const inside = within(entry.value, [...path, entry.name], text, position)
      if (inside !== null) return inside
      return null
    }
    if (position < entry.value.from) return between.includes(':') ? { path: [...path, entry.name], expects: 'value', token: here, names: others(entry) } : null
  }
  return { path, expects: 'name', token: here, names }
}
