import type { Bounds, Hyperparameter, Schema } from './hyperparameter.ts'
import { describeValue, type Issue } from './issue.ts'
import { nearest } from './nearest.ts'
import { text, type Text } from './text.ts'

/**
 * Fills in defaults and checks every value. Every problem is pushed to `issues`; the values are usable only if none was.
 * `known` names fields beside the schema's that may stand in `given`.
 */
export function completeValues(
  schema: Schema,
  given: Readonly<Record<string, unknown>>,
  path: string,
  issues: Issue[],
  known: readonly string[] = [],
): Record<string, unknown> {
  const names = Object.keys(schema)
  for (const name of Object.keys(given)) {
    if (known.includes(name) || name in schema) continue
    const near = nearest(name, names)
    issues.push({
      path: path === '' ? name : `${path}.${name}`,
      expected: names.length === 0 ? text('no such field', 'ningún campo así') : text(`one of the fields ${names.join(', ')}`, `uno de los campos ${names.join(', ')}`),
      received: describeValue(name),
      ...(near === null ? {} : { fix: text(`did you mean "${near}"?`, `¿quería decir "${near}"?`) }),
    })
  }
  const values: Record<string, unknown> = {}
  for (const [name, hyperparameter] of Object.entries(schema)) {
    values[name] = completeValue(hyperparameter, given[name], path === '' ? name : `${path}.${name}`, issues)
  }
  return values
}

function completeValue(hyperparameter: Hyperparameter, given: unknown, path: string, issues: Issue[]): unknown {
  const value = given === undefined ? hyperparameter.default : given
  if (hyperparameter.kind === 'block') {
    return value === null && hyperparameter.default === null ? null : hyperparameter.registry.resolve(value, path, issues)
  }
  const expected = rejection(hyperparameter, value)
  if (expected !== null) issues.push({ path, expected, received: describeValue(given) })
  return value
}

/** What was expected of the value, or null if the value is fine. */
function rejection(hyperparameter: Exclude<Hyperparameter, { kind: 'block' }>, value: unknown): Text | null {
  switch (hyperparameter.kind) {
    case 'flag':
      return typeof value === 'boolean' ? null : text('true or false', 'true o false')
    case 'choice': {
      const options = Object.keys(hyperparameter.options)
      return typeof value === 'string' && options.includes(value) ? null : text(`one of ${options.join(', ')}`, `uno de ${options.join(', ')}`)
    }
    case 'int':
      return Number.isSafeInteger(value) && inRange(hyperparameter, value as number) ? null : describeRange('a whole number', 'un número entero', hyperparameter)
    case 'float':
      return typeof value === 'number' && Number.isFinite(value) && inRange(hyperparameter, value) ? null : describeRange('a number', 'un número', hyperparameter)
    case 'shape':
      return Array.isArray(value) && value.length > 0 && value.every((n) => Number.isSafeInteger(n) && n > 0)
        ? null
        : text('a list of whole numbers greater than 0', 'una lista de números enteros mayores que 0')
    case 'text':
      return typeof value === 'string' || (value === null && hyperparameter.default === null) ? null : text('a text', 'un texto')
    case 'path':
      return (typeof value === 'string' && value !== '') || (value === null && hyperparameter.default === null) ? null : text('the path of a file', 'la ruta de un fichero')
  }
}

const inRange = ({ min = -Infinity, above = -Infinity, below = Infinity, max = Infinity }: Bounds, value: number): boolean =>
  value >= min && value > above && value < below && value <= max

function describeRange(en: string, es: string, { min, above, below, max }: Bounds): Text {
  const parts: Text[] = []
  if (min !== undefined) parts.push(text(`at least ${min}`, `de al menos ${min}`))
  if (above !== undefined) parts.push(text(`greater than ${above}`, `mayor que ${above}`))
  if (below !== undefined) parts.push(text(`less than ${below}`, `menor que ${below}`))
  if (max !== undefined) parts.push(text(`at most ${max}`, `de como mucho ${max}`))
  return parts.length === 0 ? text(en, es) : text(`${en} ${parts.map((p) => p.en).join(' and ')}`, `${es} ${parts.map((p) => p.es).join(' y ')}`)
}
