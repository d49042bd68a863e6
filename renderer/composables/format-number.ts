import type { Language } from '../../core/index.ts'

const SIGNIFICANT = 4
const PREFIXES = ['', 'k', 'M', 'G', 'T']
const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB']
const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

// Making a formatter takes a hundred times as long as using it, and tables of live runs use thousands a second.
const numberFormat = remembering((language: Language, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options))
const dateFormat = remembering((language: Language, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options))

function remembering<Options, Format>(make: (language: Language, options: Options) => Format): (language: Language, options: Options) => Format {
  const made = new Map<string, Format>()
  return (language, options) => {
    const key = `${language} ${JSON.stringify(options)}`
    const known = made.get(key)
    if (known !== undefined) return known
    const fresh = make(language, options)
    made.set(key, fresh)
    return fresh
  }
}

/** Four significant digits; powers of ten where plain digits would not be read: `0.001`, `0.5123`, `1.235×10⁻⁷`. */
export const formatValue = (value: number, language: Language): string => formatDigits(value, language, SIGNIFICANT)

/** The same with other significant digits, e.g. where ticks lie close together. */
export function formatDigits(value: number, language: Language, digits: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return scientific(value, language, digits)
  return withMinus(numberFormat(language, { maximumSignificantDigits: size >= 1000 ? Math.max(digits, Math.ceil(Math.log10(size + 1))) : digits, useGrouping: 'auto' }).format(value))
}

/** Whole numbers in full, digits grouped: `60,000`. */
export const formatCount = (value: number, language: Language): string => withMinus(numberFormat(language, { maximumFractionDigits: 0, useGrouping: 'auto' }).format(value))

const LARGEST_PLAIN = 10_000

/** With an SI prefix where that is shorter: `9,480`, `118.3k`, `2.4M`. */
export function formatShort(value: number, language: Language): string {
  if (Math.abs(value) < LARGEST_PLAIN) return formatValue(value, language)
  const power = Math.min(PREFIXES.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(value))) / 3)))
  const scaled = value / 1000 ** power
  const digits = numberFormat(language, { maximumSignificantDigits: SIGNIFICANT, useGrouping: false }).format(scaled)
  return withMinus(`${digits}${PREFIXES[power] ?? ''}`)
}

/** `47 MB`. */
export function formatBytes(value: number, language: Language): string {
  const power = Math.min(BYTE_UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)))
  return `${numberFormat(language, { maximumSignificantDigits: 3, useGrouping: false }).format(value / 1000 ** power)} ${BYTE_UNITS[power] ?? ''}`
}

/** A fraction as a percentage with two decimals: `97.53 %`. */
export const formatPercent = (fraction: number, language: Language, decimals = 2): string =>
  Number.isFinite(fraction) ? `${withMinus(numberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(fraction * 100))} %` : formatValue(fraction, language)

/** Below it tenths of a second say nothing. */
const LEAST_TENTH = 0.095

/** The two largest units: `2.3 ms`, `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`, `1 d 4 h`. */
export function formatDuration(seconds: number, language: Language): string {
  if (!Number.isFinite(seconds)) return '–'
  if (seconds > 0 && seconds < LEAST_TENTH) return `${numberFormat(language, { maximumSignificantDigits: 2 }).format(1000 * seconds)} ms`
  if (seconds < 10) return `${numberFormat(language, { maximumFractionDigits: 1 }).format(seconds)} s`
  const whole = Math.round(seconds)
  if (whole < MINUTE) return `${whole} s`
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min ${String(whole % MINUTE).padStart(2, '0')} s`
  if (whole < DAY) return `${Math.floor(whole / HOUR)} h ${String(Math.floor((whole % HOUR) / MINUTE)).padStart(2, '0')} min`
  return `${Math.floor(whole / DAY)} d ${Math.floor((whole % DAY) / HOUR)} h`
}

/** Today's times as `14:05`, this year's dates as `3 May, 14:05`, else with the year. */
export function formatTime(milliseconds: number, language: Language, now = Date.now()): string {
  const date = new Date(milliseconds)
  const today = new Date(now)
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  if (date.toDateString() === today.toDateString()) return dateFormat(language, clock).format(date)
  const year = date.getFullYear() === today.getFullYear() ? {} : ({ year: 'numeric' } as const)
  return dateFormat(language, { day: 'numeric', month: 'short', ...year, ...clock }).format(date)
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' }

function scientific(value: number, language: Language, digits: number): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential(digits - 1).split('e')
  const power = [...exponent.replace('+', '')].map((digit) => SUPERSCRIPTS[digit]).join('')
  return withMinus(`${numberFormat(language, { maximumSignificantDigits: digits }).format(Number(mantissa))}×10${power}`)
}

// A hyphen is narrower than a digit, which bends columns of numbers.
const withMinus = (digits: string): string => digits.replace(/^-/, '−')
