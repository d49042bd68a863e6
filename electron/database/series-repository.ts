import type { Database } from 'better-sqlite3'
import { bytesOf, encodeExtremes, numbersOf, type Extremes } from './series-chunk.ts'
import { countValues, readAll, reduce, type ChunkContent, type ChunkSlice, type Points } from './series-reduction.ts'
import { createTail, cutTail, extendTail, extremesOfTail, type SeriesTail } from './series-tail.ts'

export interface SeriesRead extends Points {
  /** How many values were recorded in the range. */
  readonly recorded: number
}

/** Curves over steps: every value is kept, and read back whole or reduced. */
export interface SeriesRepository {
  /** Adds values whose steps are firstStep, firstStep + stride, …. They are on disk after `flush`. */
  append(run: string, name: string, firstStep: number, stride: number, values: Float32Array | Float64Array): void
  /** Writes what was appended; call it before the transaction ends. */
  flush(): void
  /** Drops what was appended since the last flush (after a failed transaction) and lets go of a run that has ended. */
  forget(run: string): void
  /** Drops every value after a step. */
  cut(run: string, afterStep: number): void
  names(run: string): readonly string[]
  /** How many values there are in a range of steps, both ends included. */
  count(run: string, name: string, range: { readonly from: number; readonly to: number }): number
  /** Pieces in order, some at a time, those after position `after` (−1: from the start); none when there are no more. */
  pieces(run: string, name: string, after: number): readonly SeriesPiece[]
  read(run: string, name: string, range: { readonly from: number; readonly to: number } | null, maximumPoints: number): SeriesRead
}

/** A piece of a series with every value; its steps are firstStep, firstStep + stride, …. */
export interface SeriesPiece {
  /** Its last value's position in the series. */
  readonly lastIndex: number
  readonly firstStep: number
  readonly stride: number
  readonly values: Float32Array | Float64Array
}

/** About a megabyte of pieces. */
const PIECES_AT_ONCE = 64

interface OutlineRow {
  readonly rowid: number
  readonly first_index: number
  readonly first_step: number
  readonly stride: number
  readonly length: number
  readonly minimum: number | null
  readonly minimum_at: number | null
  readonly maximum: number | null
  readonly maximum_at: number | null
  readonly value_bytes: 4 | 8
}

const OUTLINE = 'rowid, first_index, first_step, stride, length, minimum, minimum_at, maximum, maximum_at, value_bytes'

export function createSeriesRepository(database: Database): SeriesRepository {
  const put = database.prepare(`insert or replace into series_chunk
    (run_id, name, first_index, first_step, stride, length, minimum, minimum_at, maximum, maximum_at, extremes, value_bytes, "values")
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const lastOutline = database.prepare<[string, string], OutlineRow>(`select ${OUTLINE} from series_chunk where run_id = ? and name = ? order by first_index desc limit 1`)
  const outlines = database.prepare<[string, string, number, number], OutlineRow>(
    `select ${OUTLINE} from series_chunk where run_id = ? and name = ? and first_step <= ? and first_step + stride * (length - 1) >= ? order by first_index`)
  const valuesAt = database.prepare<[number], Buffer>('select "values" from series_chunk where rowid = ?').pluck()
  const extremesAt = database.prepare<[number], Buffer>('select extremes from series_chunk where rowid = ?').pluck()
  const nextPieces = database.prepare<[string, string, number], Pick<OutlineRow, 'first_index' | 'first_step' | 'stride' | 'length' | 'value_bytes'> & { readonly values: Buffer }>(
    `select first_index, first_step, stride, length, value_bytes, "values" from series_chunk where run_id = ? and name = ? and first_index > ? order by first_index limit ${PIECES_AT_ONCE}`)
  const distinctNames = database.prepare<[string], string>('select distinct name from series_chunk where run_id = ? order by name').pluck()
  const dropLater = database.prepare('delete from series_chunk where run_id = ? and name = ? and first_step > ?')

  const tails = new Map<string, Map<string, SeriesTail>>()
  /** By run, the names whose tail has grown since the last flush. */
  const unwritten = new Map<string, Set<string>>()

  function tailOf(run: string, name: string): SeriesTail | null {
    const known = tails.get(run)?.get(name)
    if (known !== undefined) return known
    const row = lastOutline.get(run, name)
    if (row === undefined) return null
    const values = numbersOf(valuesAt.get(row.rowid)!, row.value_bytes)
    const tail = createTail(row.first_index, row.first_step, row.value_bytes)
    extendTail(tail, row.first_step, row.stride, values.subarray(0, row.length), 0)
    return keep(run, name, tail)
  }

  function keep(run: string, name: string, tail: SeriesTail): SeriesTail {
    let ofRun = tails.get(run)
    if (ofRun === undefined) tails.set(run, (ofRun = new Map()))
    ofRun.set(name, tail)
    return tail
  }

  function write(run: string, name: string, tail: SeriesTail): void {
    const all = extremesOfTail(tail)
    put.run(run, name, tail.firstIndex, tail.firstStep, tail.stride, tail.length, all?.minimum ?? null, all?.minimumAt ?? null, all?.maximum ?? null, all?.maximumAt ?? null,
      bytesOf(encodeExtremes(tail.buckets)), tail.values.BYTES_PER_ELEMENT, bytesOf(tail.values.subarray(0, tail.length)))
  }

  const contentOf = ({ rowid, value_bytes }: OutlineRow): ChunkContent => ({
    values: once(() => numbersOf(valuesAt.get(rowid)!, value_bytes)),
    buckets: once(() => numbersOf(extremesAt.get(rowid)!, 8) as Float64Array),
  })

  return {
    append(run, name, firstStep, stride, values) {
      const valueBytes = values.BYTES_PER_ELEMENT === 4 ? 4 : 8
      let tail = tailOf(run, name)
      let taken = 0
      while (taken < values.length) {
        const step = firstStep + stride * taken
        const fits = tail !== null && tail.values.BYTES_PER_ELEMENT === valueBytes ? extendTail(tail, step, stride, values, taken) : 0
        taken += fits
        if (fits > 0 && taken === values.length) break
        if (tail !== null) write(run, name, tail)
        tail = keep(run, name, createTail(tail === null ? 0 : tail.firstIndex + tail.length, firstStep + stride * taken, valueBytes))
      }
      const names = unwritten.get(run)
      if (names === undefined) unwritten.set(run, new Set([name]))
      else names.add(name)
    },
    flush() {
      for (const [run, names] of unwritten) {
        for (const name of names) {
          const tail = tails.get(run)?.get(name)
          if (tail !== undefined && tail.length > 0) write(run, name, tail)
        }
      }
      unwritten.clear()
    },
    forget(run) {
      tails.delete(run)
      unwritten.delete(run)
    },
    cut(run, afterStep) {
      this.flush()
      tails.delete(run)
      for (const name of distinctNames.all(run)) {
        dropLater.run(run, name, afterStep)
        const tail = tailOf(run, name)
        if (tail === null) continue
        const kept = cutTail(tail, afterStep)
        write(run, name, keep(run, name, kept))
      }
    },
    names: (run) => distinctNames.all(run),
    count: (run, name, { from, to }) => countValues(outlines.all(run, name, to, from).map((row) => sliceOf(row, from, to, contentOf(row))).filter((slice) => slice.to > slice.from)),
    pieces: (run, name, after) => nextPieces.all(run, name, after).map((row) => ({ lastIndex: row.first_index + row.length - 1, firstStep: row.first_step, stride: row.stride, values: numbersOf(row.values, row.value_bytes).subarray(0, row.length) })),
    read(run, name, range, maximumPoints) {
      const from = range?.from ?? Number.MIN_SAFE_INTEGER
      const to = range?.to ?? Number.MAX_SAFE_INTEGER
      const slices = outlines.all(run, name, to, from).map((row): ChunkSlice => sliceOf(row, from, to, contentOf(row))).filter((slice) => slice.to > slice.from)
      const recorded = countValues(slices)
      const points = recorded <= Math.max(4, maximumPoints) ? readAll(slices) : reduce(slices, Math.max(4, maximumPoints))
      return { ...points, recorded }
    },
  }
}

/** The part of a piece whose steps are from `from` to `to`. */
function sliceOf(row: OutlineRow, from: number, to: number, content: ChunkContent): ChunkSlice {
  const stride = Math.max(1, row.stride)
  const first = Math.max(0, Math.ceil((from - row.first_step) / stride))
  const last = Math.min(row.length - 1, Math.floor((to - row.first_step) / stride))
  return { chunk: { firstStep: row.first_step, stride: row.stride, length: row.length, extremes: extremesOfRow(row) }, from: first, to: last + 1, content }
}

function extremesOfRow({ minimum, minimum_at, maximum, maximum_at }: OutlineRow): Extremes | null {
  if (minimum === null || minimum_at === null || maximum === null || maximum_at === null) return null
  return { minimum, minimumAt: minimum_at, maximum, maximumAt: maximum_at }
}

function once<T>(load: () => T): () => T {
  let loaded: T | undefined
  return () => (loaded ??= load())
}
