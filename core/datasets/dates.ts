const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/
const DAY_MS = 86_400_000

/** Days since 1970-01-01 of an ISO 8601 date, times as fractions and without their zone; NaN for anything else. */
export function daysOf(field: string): number {
  const match = DATE.exec(field)
  if (match === null) return NaN
  const [year, month, day, hour = 0, minute = 0, second = 0] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part))) as [number, number, number, number?, number?, number?]
  const at = new Date(0)
  at.setUTCFullYear(year, month - 1, day)
  // 2023-02-30 is no date.
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day || hour > 24 || minute > 59 || second > 60) return NaN
  return at.getTime() / DAY_MS + (hour * 3600 + minute * 60 + second) / 86_400
}
