import { NODE_HEIGHT, NODE_WIDTH } from './draw-network.ts'

export interface Laid {
  /** Top left corners, one for each node. */
  readonly places: readonly { readonly x: number; readonly y: number }[]
  /** Corners of each connection, in the order in which they were given. */
  readonly routes: readonly (readonly { readonly x: number; readonly y: number }[])[]
}

const ROW = NODE_HEIGHT + 36
const COLUMN = NODE_WIDTH + 40
/** Space of a connection that passes a row. */
const LANE = 28
const SWEEPS = 8

/** A node, or where a connection passes a row. */
interface Item { readonly row: number; readonly width: number; readonly above: number[]; readonly below: number[] }

/**
 * Rows from top to bottom (Sugiyama, Tagawa & Toda 1981): each node below what it reads, connections that pass rows with room of their own, the
 * order in each row by the mean place of neighbours. `edges` go from a node to a later one.
 */
export function layOut(count: number, edges: readonly (readonly [number, number])[]): Laid {
  const rows = rowsOf(count, edges)
  const items: Item[] = rows.map((row) => ({ row, width: COLUMN, above: [], below: [] }))
  const connect = (from: number, to: number): void => {
    items[from].below.push(to)
    items[to].above.push(from)
  }
  const passed = edges.map(([source, target]) => {
    const between: number[] = []
    for (let row = rows[source] + 1; row < rows[target]; row++) between.push(items.push({ row, width: LANE, above: [], below: [] }) - 1)
    const chain = [source, ...between, target]
    chain.slice(1).forEach((to, position) => connect(chain[position], to))
    return between
  })
  const centres = centresOf(items)
  const places = Array.from({ length: count }, (_, node) => ({ x: Math.round(centres[node] - NODE_WIDTH / 2), y: rows[node] * ROW }))
  return {
    places,
    routes: edges.map(([source, target], edge) => [
      { x: places[source].x + NODE_WIDTH / 2, y: places[source].y + NODE_HEIGHT },
      ...passed[edge].flatMap((item) => [{ x: Math.round(centres[item]), y: items[item].row * ROW }, { x: Math.round(centres[item]), y: items[item].row * ROW + NODE_HEIGHT }]),
      { x: places[target].x + NODE_WIDTH / 2, y: places[target].y },
    ]),
  }
}

/** One row below the lowest of what it reads. */
function rowsOf(count: number, edges: readonly (readonly [number, number])[]): readonly number[] {
  const rows = new Array<number>(count).fill(0)
  for (const [source, target] of [...edges].sort((a, b) => a[1] - b[1])) rows[target] = Math.max(rows[target], rows[source] + 1)
  return rows
}

/** Where the middle of each item lies, from left to right without overlaps. */
function centresOf(items: readonly Item[]): readonly number[] {
  const rows: number[][] = []
  items.forEach(({ row }, item) => (rows[row] ??= []).push(item))
  const centres = items.map(() => 0)
  rows.forEach((row) => spread(row, items, centres, (item) => row.indexOf(item) * COLUMN))
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0
    for (const row of isDown ? rows : rows.toReversed()) {
      spread(row, items, centres, (item) => {
        const neighbours = isDown ? items[item].above : items[item].below
        return neighbours.length === 0 ? centres[item] : neighbours.reduce((sum, other) => sum + centres[other], 0) / neighbours.length
      })
    }
  }
  const left = Math.min(...items.map(({ width }, item) => centres[item] - width / 2))
  return centres.map((centre) => centre - left)
}

/** Puts a row's items in the order in which they want to stand, each as near to its wish as its neighbours leave room, the row's mean as wished. */
function spread(row: number[], items: readonly Item[], centres: number[], wish: (item: number) => number): void {
  const wishes = new Map(row.map((item) => [item, wish(item)]))
  row.sort((a, b) => wishes.get(a)! - wishes.get(b)!)
  row.forEach((item, position) => {
    const before = row[position - 1]
    centres[item] = before === undefined ? wishes.get(item)! : Math.max(wishes.get(item)!, centres[before] + (items[before].width + items[item].width) / 2)
  })
  const shift = row.reduce((sum, item) => sum + wishes.get(item)! - centres[item], 0) / row.length
  for (const item of row) centres[item] += shift
}
