const LONGEST_LINE = 100

/** JSON as people write it: what fits on a line stays on one. */
export function formatSpec(value: unknown, indent = ''): string {
  const line = oneLine(value)
  if (typeof value !== 'object' || value === null || indent.length + line.length <= LONGEST_LINE) return indent === '' && typeof value === 'object' && value !== null ? tall(value, indent) : line
  return tall(value, indent)
}

function tall(value: object, indent: string): string {
  const inner = `${indent}  `
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[\n${value.map((entry) => inner + formatSpec(entry, inner)).join(',\n')}\n${indent}]`
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
  return entries.length === 0 ? '{}' : `{\n${entries.map(([key, entry]) => `${inner}${JSON.stringify(key)}: ${formatSpec(entry, inner)}`).join(',\n')}\n${indent}}`
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(oneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
  return entries.length === 0 ? '{}' : `{ ${entries.map(([key, entry]) => `${JSON.stringify(key)}: ${oneLine(entry)}`).join(', ')} }`
}
