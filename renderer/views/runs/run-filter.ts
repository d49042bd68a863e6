import type { RunSummary } from '../../../electron/contract/api.ts'
import { folded } from '../../composables/fuzzy-match.ts'
import type { RunValue, ValueOf } from '../../composables/run-values.ts'

export type RunTest = (run: RunSummary) => boolean
/** Where in the text, and a key under `runs.filterError` with what it names. */
export interface FilterProblem { readonly at: number; readonly length: number; readonly key: string; readonly named: Readonly<Record<string, string>> }
export type Filter = { readonly test: RunTest } | { readonly problem: FilterProblem }
interface Token { readonly kind: 'word' | 'quoted' | 'operator' | 'mark' | 'end'; readonly text: string; readonly at: number; readonly length: number }

class FilterFault extends Error {
  readonly problem: FilterProblem
  constructor({ at, length }: Token, key: string, named: Readonly<Record<string, string>> = {}) {
    super(key)
    this.problem = { at, length, key, named }
  }
}

const TOKEN = /\s*(?:("[^"]*"?)|(<=|>=|!=|!~|=|<|>|~)|([(),])|([^\s()=<>!~,"]+|!))/y
const JOINING = new Set(['and', 'or', 'in', 'has'])

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [whole, quoted, operator, mark, word] = match
    const found = (quoted ?? operator ?? mark ?? word)!
    const token: Token = { kind: quoted !== undefined ? 'quoted' : operator !== undefined ? 'operator' : mark !== undefined ? 'mark' : 'word', text: found, at: match.index + whole.length - found.length, length: found.length }
    if (quoted !== undefined && (found.length === 1 || !found.endsWith('"'))) throw new FilterFault(token, 'quote')
    tokens.push(quoted === undefined ? token : { ...token, text: found.slice(1, -1) })
  }
  return [...tokens, { kind: 'end', text: '', at: text.length, length: 0 }]
}

/**
 * Reads a filter: `name operator value` with = != < <= > >= ~ (contains) !~, `tags has a`, `name in (a, b)`, `name not in (a, b)`, joined by not, and, or in falling precedence;
 * what merely stands side by side is joined by and. Other words are looked for by `textOf`. `= missing` finds runs without the value; `<`, `>` and `~` never match those, `!=` does.
 */
export function readFilter(text: string, values: ReadonlyMap<string, ValueOf>, textOf: (run: RunSummary) => string): Filter {
  try {
    const tokens = tokensOf(text)
    return { test: tokens.length === 1 ? () => true : parse(tokens, values, textOf) }
  } catch (error) {
    if (error instanceof FilterFault) return { problem: error.problem }
    throw error
  }
}

function parse(tokens: readonly Token[], values: ReadonlyMap<string, ValueOf>, textOf: (run: RunSummary) => string): RunTest {
  let position = 0
  const peek = (ahead = 0): Token => tokens[Math.min(position + ahead, tokens.length - 1)]!
  const next = (): Token => tokens[Math.min(position++, tokens.length - 1)]!
  const isWord = (token: Token, word: string): boolean => token.kind === 'word' && token.text.toLowerCase() === word
  const isMark = (token: Token, mark: string): boolean => token.kind === 'mark' && token.text === mark

  function either(): RunTest {
    const tests = [all()]
    while (isWord(peek(), 'or')) {
      position++
      tests.push(all())
    }
    return tests.length === 1 ? tests[0]! : (run) => tests.some((test) => test(run))
  }
  function all(): RunTest {
    const tests = [negated()]
    while (peek().kind !== 'end' && !isWord(peek(), 'or') && !isMark(peek(), ')')) {
      if (isWord(peek(), 'and')) position++
      tests.push(negated())
    }
    return tests.length === 1 ? tests[0]! : (run) => tests.every((test) => test(run))
  }
  function negated(): RunTest {
    if (!isWord(peek(), 'not')) return single()
    position++
    const test = negated()
    return (run) => !test(run)
  }
  function single(): RunTest {
    const token = next()
    if (isMark(token, '(')) {
      const test = either()
      if (!isMark(peek(), ')')) throw new FilterFault(peek(), 'close')
      position++
      return test
    }
    if (token.kind === 'end' || isMark(token, ')') || (token.kind === 'word' && JOINING.has(token.text.toLowerCase()))) throw new FilterFault(token, 'condition')
    if (token.kind === 'operator' || token.kind === 'mark') throw new FilterFault(token, 'extra', { word: token.text })
    if (isWord(peek(), 'has')) return holding(valueNamed(token, values), next())
    if (peek().kind === 'operator') return compared(valueNamed(token, values), next())
    if (isWord(peek(), 'in')) return listed(valueNamed(token, values), next())
    if (isWord(peek(), 'not') && isWord(peek(1), 'in')) {
      const valueOf = valueNamed(token, values)
      position++
      const test = listed(valueOf, next())
      return (run) => !test(run)
    }
    const sought = folded(token.text)
    return (run) => textOf(run).includes(sought)
  }
  function literal(before: Token): Token {
    const token = next()
    if (token.kind !== 'word' && token.kind !== 'quoted') throw new FilterFault(token, 'value', { after: before.text })
    return token
  }
  /** `tags has a`: what a list has, or a word is. */
  function holding(valueOf: ValueOf, keyword: Token): RunTest {
    const equals = equality(literal(keyword))
    return (run) => equals(valueOf(run))
  }
  function compared(valueOf: ValueOf, operator: Token): RunTest {
    const value = literal(operator)
    if (operator.text === '=' || operator.text === '!=') {
      const equals = equality(value)
      return (run) => equals(valueOf(run)) === (operator.text === '=')
    }
    if (operator.text === '~' || operator.text === '!~') {
      const sought = folded(value.text)
      return (run) => {
        const found = valueOf(run)
        return !isMissing(found) && wordsOf(found).some((word) => folded(word).includes(sought)) === (operator.text === '~')
      }
    }
    const bound = numberOf(value)
    if (bound === null) throw new FilterFault(value, 'number', { operator: operator.text, value: value.text })
    const orders: Readonly<Record<string, (found: number) => boolean>> = { '<': (found) => found < bound, '<=': (found) => found <= bound, '>': (found) => found > bound, '>=': (found) => found >= bound }
    const holds = orders[operator.text]!
    return (run) => {
      const found = valueOf(run)
      return typeof found === 'number' && holds(found)
    }
  }
  function listed(valueOf: ValueOf, keyword: Token): RunTest {
    if (!isMark(peek(), '(')) throw new FilterFault(peek(), 'list')
    position++
    const tests = [equality(literal(keyword))]
    while (isMark(peek(), ',')) tests.push(equality(literal(next())))
    if (!isMark(peek(), ')')) throw new FilterFault(peek(), 'close')
    position++
    return (run) => tests.some((test) => test(valueOf(run)))
  }

  const test = either()
  if (peek().kind !== 'end') throw new FilterFault(peek(), 'extra', { word: peek().text })
  return test
}

const isMissing = (value: RunValue): value is null | undefined => value === null || value === undefined || Number.isNaN(value) || (Array.isArray(value) && value.length === 0)

/** The words of a list, one by one. */
const wordsOf = (value: RunValue): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : [String(value)])

/** `97%` is 0.97. */
function numberOf({ text }: Token): number | null {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text)
  return text.trim() === '' || text === '%' || Number.isNaN(value) ? null : value
}

function equality(value: Token): (found: RunValue) => boolean {
  if (value.kind === 'word' && value.text.toLowerCase() === 'missing') return isMissing
  const [number, words] = [numberOf(value), folded(value.text)]
  return (found) => !isMissing(found) && (typeof found === 'number' && number !== null ? found === number : wordsOf(found).some((word) => folded(word) === words))
}

/** By its whole name, whatever the capitals; `val.` is `validation.`; else by an end of it that no other name has. */
function valueNamed(token: Token, values: ReadonlyMap<string, ValueOf>): ValueOf {
  const sought = token.text.toLowerCase().replace(/^val\./, 'validation.')
  const names = [...values.keys()]
  const exact = names.find((name) => name.toLowerCase() === sought)
  if (exact !== undefined) return values.get(exact)!
  const ending = names.filter((name) => name.toLowerCase().endsWith(`.${sought}`))
  if (ending.length === 1) return values.get(ending[0]!)!
  if (ending.length > 1) throw new FilterFault(token, 'ambiguous', { name: token.text, names: ending.slice(0, 4).join(', ') })
  const like = names.find((name) => name.toLowerCase().includes(sought) || sought.includes(name.toLowerCase()))
  throw new FilterFault(token, like === undefined ? 'name' : 'nameLike', { name: token.text, ...(like === undefined ? {} : { like }) })
}

/** What could stand in place of the word that ends at the caret: names, or after an operator the name's values. `from` is where that word begins. */
export function completeFilter(text: string, caret: number, values: ReadonlyMap<string, ValueOf>, runs: readonly RunSummary[]): { readonly from: number; readonly words: readonly string[] } {
  const MOST = 8
  const before = text.slice(0, caret)
  const typed = /[^\s()=<>!~,"]*$/.exec(before)![0]
  const from = caret - typed.length
  const asked = /([^\s()=<>!~,"]+)\s*(?:!?=|!?~|\bhas\b|\bin\s*\([^()]*|<=?|>=?)\s*$/.exec(before.slice(0, from))
  const start = typed.toLowerCase()
  const fitting = (words: Iterable<string>): readonly string[] => [...words].filter((word) => word.toLowerCase().includes(start) && word !== typed).sort((a, b) => Number(b.toLowerCase().startsWith(start)) - Number(a.toLowerCase().startsWith(start))).slice(0, MOST)
  if (asked === null) return { from, words: typed === '' ? [] : fitting([...values.keys(), ...['and', 'or', 'not', 'in', 'has'].filter((word) => word.startsWith(start))]) }
  try {
    const valueOf = valueNamed({ kind: 'word', text: asked[1]!, at: 0, length: 0 }, values)
    const found = new Set(runs.flatMap((run) => {
      const value = valueOf(run)
      return isMissing(value) || typeof value === 'number' ? [] : wordsOf(value)
    }))
    return { from, words: fitting([...found].sort().map((word) => (/^[^\s()=<>!~,"]+$/.test(word) ? word : `"${word}"`))) }
  } catch (error) {
    if (error instanceof FilterFault) return { from, words: [] }
    throw error
  }
}
