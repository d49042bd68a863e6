/** Rows of text in aligned columns; numbers to the right. The first row is the header when `header` is set. */
export function formatTable(rows: readonly (readonly string[])[], { header = false } = {}): string {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const body = header ? rows.slice(1) : rows
  const isNumeric = widths.map((_, column) => body.length > 0 && body.every((row) => /^[-+]?[\d.,]*(e[-+]?\d+)?%?$/i.test(row[column] ?? '')))
  const line = (row: readonly string[]): string =>
    widths.map((width, column) => (isNumeric[column] === true ? (row[column] ?? '').padStart(width) : (row[column] ?? '').padEnd(width))).join('  ').trimEnd()
  const lines = rows.map(line)
  if (header) lines.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '))
  return lines.join('\n')
}

/** Four significant digits, as tables show scores. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value)
  return Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(3)
}

/** `1h 02m`, `3m 20s`, `4.1s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)}s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes}m ${String(Math.floor(seconds % 60)).padStart(2, '0')}s` : `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`
}
