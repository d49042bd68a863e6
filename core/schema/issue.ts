import type { Text } from './text.ts'

/** One problem of a spec, a file or a request: where it is, what was expected there, what came, how to mend it. */
export interface Issue {
  /** `network.layers[3].units`, `iris.csv line 12`; empty when the whole input is meant. */
  readonly path: string
  readonly expected: Text
  /** What came, already written out (`describeValue`). */
  readonly received: string
  readonly fix?: Text
}

/** Input that cannot be used. Carries every problem found, not only the first. */
export class SpecError extends Error {
  override readonly name = 'SpecError'
  readonly issues: readonly Issue[]

  constructor(issues: readonly Issue[]) {
    super(issues.map((issue) => formatIssue(issue)).join('\n'))
    this.issues = issues
  }
}

/** One line: `path: expected …, got … (fix)`. */
export function formatIssue(issue: Issue, language: keyof Text = 'en'): string {
  const where = issue.path === '' ? '' : `${issue.path}: `
  const fix = issue.fix === undefined ? '' : ` (${issue.fix[language]})`
  return language === 'en'
    ? `${where}expected ${issue.expected.en}, got ${issue.received}${fix}`
    : `${where}se esperaba ${issue.expected.es}, llegó ${issue.received}${fix}`
}

const LONGEST_VALUE = 80

/** A value as it should stand in a message: JSON, shortened, with words for what JSON lacks. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'function') return 'a function'
  const json = JSON.stringify(value) ?? String(value)
  return json.length > LONGEST_VALUE ? `${json.slice(0, LONGEST_VALUE - 1)}…` : json
}
