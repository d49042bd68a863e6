/** A number as Python writes it. */
export function pythonNumber(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'float("nan")' : value > 0 ? 'float("inf")' : '-float("inf")'
}

/** JSON's strings are Python's. */
export const pythonString = (value: string): string => JSON.stringify(value)

/** `(1,)` for one element. */
export const pythonTuple = (values: readonly (number | string)[]): string => `(${values.join(', ')}${values.length === 1 ? ',' : ''})`

export const pythonBoolean = (value: boolean): string => (value ? 'True' : 'False')

const KEYWORDS = [
  'False', 'None', 'True', 'and', 'as', 'assert', 'async', 'await', 'break', 'class', 'continue', 'def', 'del', 'elif', 'else', 'except', 'finally', 'for', 'from', 'global', 'if', 'import', 'in', 'is', 'lambda',
  'nonlocal', 'not', 'or', 'pass', 'raise', 'return', 'try', 'while', 'with', 'yield', 'match', 'case', 'print', 'len', 'super', 'range', 'self',
]

/** Gives each name an identifier of its own that is neither a keyword nor one of `taken`; a name that is one already stays as it is. */
export function pythonIdentifiers(names: readonly string[], taken: readonly string[]): ReadonlyMap<string, string> {
  const used = new Set([...KEYWORDS, ...taken])
  const identifiers = new Map<string, string>()
  const isPlain = (name: string): boolean => /^[a-z]\w*$/i.test(name) && !used.has(name)
  // Names that can stay come first, so that no other is given theirs.
  for (const name of [...names.filter(isPlain), ...names.filter((other) => !isPlain(other))]) {
    const base = name.normalize('NFKD').replace(/\p{Diacritic}/gu, '').replace(/\W/g, '_')
    const start = /^[a-z]/i.test(base) ? base : `layer_${base}`
    let identifier = start
    for (let count = 2; used.has(identifier); count++) identifier = `${start}_${count}`
    used.add(identifier)
    identifiers.set(name, identifier)
  }
  return identifiers
}

/** `drawn digits, 2nd` → `DrawnDigits2nd`. */
export function pythonClassName(name: string): string {
  const words = name.normalize('NFKD').replace(/\p{Diacritic}/gu, '').split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  const joined = words.map((word) => `${word[0].toUpperCase()}${word.slice(1)}`).join('')
  return /^[A-Za-z]/.test(joined) ? joined : `Network${joined}`
}

/** `drawn digits, 2nd` → `drawn_digits_2nd`: a module that can be imported. */
export function pythonModuleName(name: string): string {
  const joined = name.normalize('NFKD').replace(/\p{Diacritic}/gu, '').toLowerCase().split(/[^a-z0-9]+/).filter((word) => word !== '').join('_')
  const module = /^[a-z]/.test(joined) ? joined : `network_${joined}`.replace(/_$/, '')
  return KEYWORDS.includes(module) ? `${module}_network` : module
}

/** Lines, each further in by so many steps; empty ones stay empty. */
export const indent = (lines: readonly string[], steps: number): readonly string[] => lines.map((line) => (line === '' ? '' : `${'    '.repeat(steps)}${line}`))
