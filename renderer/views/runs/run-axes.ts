import type { RunSummary } from '../../../electron/contract/api.ts'
import { isAbsent, sortRows } from '../../components/virtual-rows.ts'
import type { CellValue, RunColumn } from './run-columns.ts'
import type { ColumnRange } from './run-ranges.ts'

/** A column as an axis: numbers stand at their value, words one after the other. */
export interface RunAxis {
  readonly key: string
  readonly label: string
  /** Without the block that a hyper-parameter belongs to, where room is scarce. */
  readonly short: string
  /** In their order, at 0, 1, 2, …; null for numbers. */
  readonly words: readonly string[] | null
  readonly log: boolean
  /** Only where all numbers are above 0. */
  readonly canLog: boolean
  readonly least: number
  readonly most: number
  /** NaN where there is no value, or none that can be drawn. */
  readonly placeOf: (run: RunSummary) => number
  readonly say: (place: number) => string
}

/** From here on a logarithmic axis shows more. */
const LOG_FROM = 100
/** Columns of prose or of names make no axis. */
const NO_AXIS = ['star', 'summary', 'notes', 'id', 'tags']

export const axisColumns = (columns: ReadonlyMap<string, RunColumn>): readonly RunColumn[] => [...columns.values()].filter(({ key }) => !NO_AXIS.includes(key))

/** `log` null chooses: logarithmic where the numbers span two decades. */
export function runAxis(column: RunColumn, runs: readonly RunSummary[], language: string, log: boolean | null = null): RunAxis {
  const values = runs.map(column.value)
  const base = { key: column.key, label: column.label, short: column.part === 'hyperparameters' ? column.label.replace(/^(?:optimizer|network)\./, '') : column.label }
  if (values.some((value) => typeof value === 'string')) return wordAxis(base, column, values, language)
  let [least, most] = [Infinity, -Infinity]
  for (const value of values) {
    if (typeof value !== 'number' || !Number.isFinite(value)) continue
    if (value < least) least = value
    if (value > most) most = value
  }
  const canLog = least > 0 && most > least
  const isLog = canLog && (log ?? most / least >= LOG_FROM)
  const placeOf = (run: RunSummary): number => {
    const value = column.value(run)
    return typeof value === 'number' && Number.isFinite(value) ? value : NaN
  }
  return { ...base, words: null, log: isLog, canLog, least, most, placeOf, say: (place) => column.text(place, null) }
}

function wordAxis(base: Pick<RunAxis, 'key' | 'label' | 'short'>, column: RunColumn, values: readonly CellValue[], language: string): RunAxis {
  const said = new Set([...new Set(values)].filter((value) => !isAbsent(value)).map((value) => column.text(value, null)))
  const words = sortRows([...said], (word) => word, false, language)
  const places = new Map(words.map((word, place) => [word, place]))
  // A value is said once, however many runs have it.
  const known = new Map<CellValue, number>()
  const placeOfValue = (value: CellValue): number => {
    const place = known.get(value) ?? (isAbsent(value) ? NaN : (places.get(column.text(value, null)) ?? NaN))
    known.set(value, place)
    return place
  }
  return { ...base, words, log: false, canLog: false, least: 0, most: Math.max(0, words.length - 1), placeOf: (run) => placeOfValue(column.value(run)), say: (place) => words[Math.round(place)] ?? '' }
}

/** The ends of an axis as it is drawn: words have room around them. */
export const endsOf = ({ words, least, most }: RunAxis): readonly [number, number] => (words === null ? [least, most] : [-0.5, most + 0.5])

/** From 0 to 1 along the axis, on its scale. */
export function shareOf({ words, least, most, log }: RunAxis, place: number): number {
  if (words !== null) return (place + 0.5) / Math.max(1, words.length)
  if (most === least) return 0.5
  return log ? Math.log(place / least) / Math.log(most / least) : (place - least) / (most - least)
}

/** The place at a part of the axis: the inverse of `shareOf`. */
export function placeAt({ words, least, most, log }: RunAxis, share: number): number {
  if (words !== null) return share * words.length - 0.5
  return log ? least * (most / least) ** share : least + share * (most - least)
}

const MOST_TICKS = 6
const MOST_WORDS = 16

/** What stands beside an axis: round numbers, powers of ten, or its words. */
export function ticksOf(axis: RunAxis): readonly { readonly share: number; readonly label: string }[] {
  const { words, least, most, log } = axis
  const ticks = (places: readonly number[]) => places.map((place) => ({ share: shareOf(axis, place), label: axis.say(place) }))
  if (words !== null) {
    const every = Math.ceil(words.length / MOST_WORDS)
    return ticks(Array.from(words.keys()).filter((place) => place % every === 0))
  }
  if (!Number.isFinite(least)) return []
  if (most === least) return ticks([least])
  if (log) {
    const [first, last] = [Math.ceil(Math.log10(least) - 1e-9), Math.floor(Math.log10(most) + 1e-9)]
    const every = Math.ceil((last - first + 1) / MOST_TICKS)
    const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(`1e${first + i}`)).filter((_, i) => i % every === 0)
    return ticks(powers.length < 2 ? [least, most] : powers)
  }
  const rough = (most - least) / MOST_TICKS
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10)
  const from = Math.ceil(least / step - 1e-9)
  return ticks(Array.from({ length: Math.floor(most / step + 1e-9) - from + 1 }, (_, i) => Number(((from + i) * step).toPrecision(12))))
}

/** What was brushed between two places. */
export function rangeBetween({ key, words }: RunAxis, from: number, to: number): ColumnRange {
  const [low, high] = from < to ? [from, to] : [to, from]
  return words === null ? { key, from: low, to: high } : { key, words: words.filter((_, place) => place >= low && place <= high) }
}

/** The places of a range, first and last; null where nothing of it is on the axis. */
export function placesOf({ words }: RunAxis, range: ColumnRange): readonly [number, number] | null {
  if (!('words' in range)) return [range.from, range.to]
  const places = range.words.map((word) => words?.indexOf(word) ?? -1).filter((place) => place >= 0)
  return places.length === 0 ? null : [Math.min(...places) - 0.4, Math.max(...places) + 0.4]
}

/** The runs that have a value on every axis, with their places axis by axis. */
export function placeRuns(runs: readonly RunSummary[], axes: readonly RunAxis[]): { readonly runs: readonly RunSummary[]; readonly places: readonly Float64Array[]; readonly missing: number } {
  const all = axes.map(() => new Float64Array(runs.length))
  const kept: RunSummary[] = []
  for (const run of runs) {
    const place = kept.length
    const isPlaced = axes.every((axis, i) => !Number.isNaN((all[i]![place] = axis.placeOf(run))))
    if (isPlaced) kept.push(run)
  }
  return { runs: kept, places: all.map((places) => places.subarray(0, kept.length)), missing: runs.length - kept.length }
}

export const COLOUR_STEPS = 10

/** Which colour each place has: a step of the sequential scale, or a word's own; 0 without an axis. */
export function colourSteps(axis: RunAxis | null, places: Float64Array): Uint8Array {
  if (axis === null) return new Uint8Array(places.length)
  if (axis.words !== null) return Uint8Array.from(places, (place) => place % COLOUR_STEPS)
  return Uint8Array.from(places, (place) => Math.min(COLOUR_STEPS - 1, Math.floor(shareOf(axis, place) * COLOUR_STEPS)))
}
