import { useSettings } from '../stores/settings.ts'
import { formatBytes, formatCount, formatDigits, formatDuration, formatPercent, formatShort, formatTime, formatValue } from './format-number.ts'

/** What stands where there is no value. */
const ABSENT = '–'

/** Numbers as text in the window's language. Absent values become a dash. */
export function useFormat() {
  const settings = useSettings()
  const or = <A extends unknown[]>(format: (value: number, language: 'en' | 'es', ...more: A) => string) =>
    (value: number | null | undefined, ...more: A): string => (value === null || value === undefined ? ABSENT : format(value, settings.language, ...more))
  return {
    value: or(formatValue),
    digits: or(formatDigits),
    count: or(formatCount),
    short: or(formatShort),
    bytes: or(formatBytes),
    percent: or(formatPercent),
    duration: or(formatDuration),
    time: or(formatTime),
  }
}
