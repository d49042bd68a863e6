/** JSON for a column. It lacks NaN and infinities, which diverged runs have: they become `{ "number": "NaN" }`. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'number' && !Number.isFinite(inner) ? { number: String(inner) } : inner))

/** Reads it back. Tables have thousands of rows and hardly any such number, so they are looked for only where one can be. */
export const readJson = <T>(json: string): T =>
  (json.includes('"number"') ? JSON.parse(json, (_key, inner: unknown) => (isNumberWord(inner) ? Number(inner.number) : inner)) : JSON.parse(json)) as T

const isNumberWord = (value: unknown): value is { number: string } =>
  typeof value === 'object' && value !== null && 'number' in value && typeof value.number === 'string' && Object.keys(value).length === 1
