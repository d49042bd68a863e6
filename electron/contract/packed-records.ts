/**
 * Long lists of records of few shapes by columns: ten thousand runs, whose keys and mostly their values repeat, take a tenth of their JSON and of the time
 * that it takes. A record's keys keep their order, and numbers their bits.
 */

/** The values of one key, in the order of the records. */
export type PackedColumn =
  | { readonly same: unknown }
  | { readonly numbers: Float64Array }
  /** The values that occur, and which of them stands where. */
  | { readonly words: readonly unknown[]; readonly at: Uint16Array }
  | { readonly records: PackedRecords }
  | { readonly list: readonly unknown[] }

export interface PackedRecords {
  readonly count: number
  /** Keys of each shape, in order; null stands for null in place of a record. */
  readonly shapes: readonly (readonly string[] | null)[]
  /** The shape of each record; left out where there is but one. */
  readonly of?: Uint16Array
  /** For each shape the columns of its keys. */
  readonly columns: readonly (readonly PackedColumn[])[]
}

type Fields = Record<string, unknown>

/** Shorter lists are not worth it. */
const FEWEST = 64
/** More shapes, or more different words, than this part of the records are not worth it either. */
const MOST_DIFFERENT = 0.25
const MOST_INDICES = 65_536
/** No list of ours is longer; a frame that says so is not one of ours. */
const MOST_RECORDS = 10_000_000
/** As a key it would set the prototype of what is rebuilt. */
const NEVER_A_KEY = '__proto__'

/** Null for what is no long list of plain records of few shapes. */
export function packRecords(list: readonly unknown[]): PackedRecords | null {
  return list.length < FEWEST || !list.every(isRecord) ? null : pack(list)
}

/** Throws RangeError for what packRecords did not make. */
export function unpackRecords({ count, shapes, of, columns }: PackedRecords): (Fields | null)[] {
  if (!(Number.isInteger(count) && count >= 0 && count <= MOST_RECORDS) || !Array.isArray(shapes) || !Array.isArray(columns) || columns.length !== shapes.length) throw damaged('records')
  if (of === undefined ? shapes.length !== 1 : !(of instanceof Uint16Array) || of.length !== count) throw damaged('shapes')
  const counts = new Array<number>(shapes.length).fill(0)
  if (of === undefined) counts[0] = count
  else for (const shape of of) counts[shape]!++
  const makers = shapes.map((keys, shape) => (keys === null ? () => null : recordsOf(keys, columns[shape]!, counts[shape]!)))
  if (counts.length > shapes.length) throw damaged('shapes')
  return Array.from({ length: count }, (_, i) => makers[of === undefined ? 0 : of[i]!]!())
}

function pack(list: readonly (Fields | null)[]): PackedRecords | null {
  const shapes: (readonly string[] | null)[] = []
  const rows: (Fields | null)[][] = []
  const most = Math.min(MOST_INDICES, Math.max(1, MOST_DIFFERENT * list.length))
  const of = new Uint16Array(list.length)
  let shape = 0
  for (const [i, record] of list.entries()) {
    // Neighbours mostly have one shape.
    if (shapes.length === 0 || !hasShape(record, shapes[shape]!)) {
      shape = shapes.findIndex((keys) => hasShape(record, keys))
      if (shape === -1) {
        const keys = record && Object.keys(record).filter((key) => record[key] !== undefined)
        if (shapes.length >= most || keys?.includes(NEVER_A_KEY) === true) return null
        shape = shapes.push(keys) - 1
        rows.push([])
      }
    }
    of[i] = shape
    rows[shape]!.push(record)
  }
  const columns = shapes.map((keys, s) => (keys ?? []).map((key) => packColumn(rows[s]!.map((record) => record![key]))))
  return { count: list.length, shapes, ...(shapes.length === 1 ? {} : { of }), columns }
}

function packColumn(values: readonly unknown[]): PackedColumn {
  const [first] = values
  if (isPrimitive(first) && values.every((value) => Object.is(value, first))) return { same: first }
  if (values.length >= FEWEST) {
    if (values.every((value) => typeof value === 'number')) return { numbers: Float64Array.from(values) }
    const words = packWords(values)
    if (words !== null) return words
    if (values.every((value) => value === null || isRecord(value))) {
      const records = pack(values)
      if (records !== null) return { records }
    }
  }
  return { list: values }
}

function packWords(values: readonly unknown[]): PackedColumn | null {
  const places = new Map<unknown, number>()
  const at = new Uint16Array(values.length)
  const most = Math.min(MOST_INDICES, MOST_DIFFERENT * values.length)
  for (const [i, value] of values.entries()) {
    let place = places.get(value)
    if (place === undefined) {
      if (!isPrimitive(value) || Object.is(value, -0) || places.size >= most) return null
      place = places.size
      places.set(value, place)
    }
    at[i] = place
  }
  return { words: [...places.keys()], at }
}

/** Makes the records of one shape, one after the other. */
function recordsOf(keys: readonly string[], columns: readonly PackedColumn[], count: number): () => Fields {
  if (!Array.isArray(keys) || !Array.isArray(columns) || columns.length !== keys.length || keys.includes(NEVER_A_KEY)) throw damaged('keys')
  const varying = keys.flatMap((key, i) => ('same' in columns[i]! ? [] : [{ key, valueAt: reader(columns[i]!, count) }]))
  // Parsed, so that the engine knows all keys beforehand: objects that grow key by key become slow dictionaries.
  const template = JSON.parse(JSON.stringify(Object.fromEntries(keys.map((key) => [key, null])))) as Fields
  for (const [i, key] of keys.entries()) if ('same' in columns[i]!) template[key] = columns[i].same
  let next = 0
  return () => {
    const record = { ...template }
    for (const { key, valueAt } of varying) record[key] = valueAt(next)
    next++
    return record
  }
}

function reader(column: PackedColumn, count: number): (i: number) => unknown {
  if ('numbers' in column) return lengthIs(column.numbers, count, (i) => column.numbers[i])
  if ('words' in column) return lengthIs(column.at, count, (i) => column.words[column.at[i]!])
  if ('list' in column) return lengthIs(column.list, count, (i) => column.list[i])
  if (!('records' in column)) throw damaged('a column')
  const records = unpackRecords(column.records)
  return lengthIs(records, count, (i) => records[i])
}

function lengthIs(values: ArrayLike<unknown>, count: number, read: (i: number) => unknown): (i: number) => unknown {
  if (values.length !== count) throw damaged('a column')
  return read
}

/** Whether a record has exactly these keys in this order; values that JSON leaves out do not count. */
function hasShape(record: Fields | null, keys: readonly string[] | null): boolean {
  if (record === null || keys === null) return record === keys
  let next = 0
  for (const key in record) if (record[key] !== undefined && keys[next++] !== key) return false
  return next === keys.length
}

const isPrimitive = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value)

function isRecord(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const damaged = (what: string): RangeError => new RangeError(`The frame has ${what} that do not belong together`)
