/** Whether everything that was written is in the completed spec, so that nothing is lost when the spec takes the place of the text. A kind alone may have become a block. */
export function keepsAll(written: unknown, completed: unknown): boolean {
  if (Object.is(written, completed)) return true
  if (typeof written === 'string') return typeof completed === 'object' && completed !== null && (completed as { readonly kind?: unknown }).kind === written
  if (Array.isArray(written)) return Array.isArray(completed) && written.length === completed.length && written.every((entry: unknown, position) => keepsAll(entry, completed[position]))
  if (typeof written !== 'object' || written === null || typeof completed !== 'object' || completed === null || Array.isArray(completed)) return false
  return Object.entries(written).every(([name, value]) => keepsAll(value, (completed as Readonly<Record<string, unknown>>)[name]))
}
