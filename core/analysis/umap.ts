import type { Random } from '../math/random.ts'
import type { NearestGraph } from './nearest-graph.ts'

// McInnes, Healy & Melville (2018), "UMAP: Uniform Manifold Approximation and Projection", algorithms 2 to 5, as umap-learn does them.

/** Half the width that a map begins with. */
const START_HALF_WIDTH = 10
/** 1/(1 + a·d^2b), fitted by least squares to 1 up to a distance of 0.1 and exp(0.1 − d) from there to 3. */
const A = 1.57694346
const B = 0.89506088
/** Samples that are pushed away for each that is drawn near. */
const PUSHED = 5
/** No sample moves further in one update. */
const FURTHEST = 4
const BISECTIONS = 64
const PRECISION = 1e-5
/** Of the mean distance: sigmas are no less. */
const LEAST_SIGMA = 1e-3

export interface UmapRequest {
  /** Without the samples themselves. */
  readonly graph: NearestGraph
  /** count × 2, e.g. two principal components; its scale does not matter. */
  readonly start: Float32Array
  readonly random: Random
  report(share: number): void
}

/** How surely samples belong together: one entry for each direction of a pair. */
export interface FuzzyGraph { readonly heads: Int32Array; readonly tails: Int32Array; readonly weights: Float64Array }

/** Uniform manifold approximation and projection: count × 2. Needs at least three samples. */
export function drawUmap({ graph, start, random, report }: UmapRequest): Float32Array {
  const { count } = graph
  const places = new Float64Array(2 * count)
  const furthest = start.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1
  // From principal components instead of anywhere: the large shape is kept, and other seeds give similar maps.
  for (let i = 0; i < places.length; i++) places[i] = (START_HALF_WIDTH * start[i]) / furthest + 1e-3 * random.normal()
  const epochs = epochsFor(count)
  const edges = strongEdges(fuzzyGraph(graph), epochs)
  const draw = numbersBelow(count, random)
  const strengths = { pull: strengthTable(pullAt), push: strengthTable(pushAt) }
  const due = edges.every.slice()
  const pushDue = edges.every.map((every) => every / PUSHED)
  for (let epoch = 0; epoch < epochs; epoch++) {
    pullAndPush(places, edges, strengths, due, pushDue, epoch, 1 - epoch / epochs, draw)
    report(epoch / epochs)
  }
  return Float32Array.from(places)
}

/** Fewer samples take more epochs to settle. */
const epochsFor = (count: number): number => (count <= 2500 ? 500 : count <= 5000 ? 400 : count <= 7500 ? 300 : 200)

/** The graph of which pairs belong together: a pair counts if either sample takes the other for near. */
export function fuzzyGraph({ count, neighbours, indices, distances }: NearestGraph): FuzzyGraph {
  const memberships = new Map<number, number>()
  const meanOfAll = distances.reduce((sum, distance) => sum + distance, 0) / (count * (neighbours + 1))
  for (let i = 0; i < count; i++) {
    const row = distances.subarray(i * neighbours, (i + 1) * neighbours)
    const nearest = row.find((distance) => distance > 0) ?? 0
    const sigma = sigmaOf(row, nearest, meanOfAll)
    row.forEach((distance, k) => memberships.set(i * count + indices[i * neighbours + k], distance <= nearest ? 1 : Math.exp((nearest - distance) / sigma)))
  }
  const pairs = new Map<number, number>()
  for (const [pair, forth] of memberships) {
    const reverse = (pair % count) * count + Math.floor(pair / count)
    const back = memberships.get(reverse) ?? 0
    pairs.set(pair, forth + back - forth * back)
    pairs.set(reverse, forth + back - forth * back)
  }
  const keys = [...pairs.keys()]
  return { heads: Int32Array.from(keys, (pair) => Math.floor(pair / count)), tails: Int32Array.from(keys, (pair) => pair % count), weights: Float64Array.from(pairs.values()) }
}

/** The width at which a sample's memberships add up to log₂ of how many it counts as near, itself among them. */
function sigmaOf(row: Float64Array, nearest: number, meanOfAll: number): number {
  const wanted = Math.log2(row.length + 1)
  let [low, high, sigma] = [0, Infinity, 1]
  for (let step = 0; step < BISECTIONS; step++) {
    let sum = 0
    for (const distance of row) sum += distance > nearest ? Math.exp((nearest - distance) / sigma) : 1
    if (Math.abs(sum - wanted) < PRECISION) break
    if (sum > wanted) high = sigma
    else low = sigma
    sigma = high === Infinity ? 2 * sigma : (low + high) / 2
  }
  const mean = nearest > 0 ? row.reduce((sum, distance) => sum + distance, 0) / (row.length + 1) : meanOfAll
  return Math.max(sigma, LEAST_SIGMA * mean)
}

interface Edges { readonly heads: Int32Array; readonly tails: Int32Array; /** Each is drawn together every so many epochs. */ readonly every: Float64Array }

type Strength = (square: number) => number
interface Strengths { readonly pull: Strength; readonly push: Strength }

/** Those that are drawn together at least once. */
function strongEdges({ heads, tails, weights }: FuzzyGraph, epochs: number): Edges {
  const greatest = weights.reduce((most, weight) => Math.max(most, weight), 0)
  const isStrong = (_: number, edge: number): boolean => weights[edge] >= greatest / epochs
  return { heads: heads.filter(isStrong), tails: tails.filter(isStrong), every: weights.filter(isStrong).map((weight) => greatest / weight) }
}

/** How strongly pairs are pulled together and pushed apart, by the square of their distance. */
export const pullAt = (square: number): number => (square > 0 ? (-2 * A * B * square ** (B - 1)) / (1 + A * square ** B) : 0)
export const pushAt = (square: number): number => (square > 0 ? (2 * B) / ((0.001 + square) * (1 + A * square ** B)) : 0)

/** Bits of a number that its strength is looked up by: sign, exponent and the first eight of the fraction. */
const LOOKED_UP = 17
const narrow = new Float32Array(1)
const bits = new Uint32Array(narrow.buffer)

/** A strength from a table, to a third of a per cent: powers would take most of the time. */
export function strengthTable(strength: Strength): Strength {
  const table = Float64Array.from({ length: 1 << (LOOKED_UP - 1) }, (_, at) => {
    bits[0] = (at << (32 - LOOKED_UP)) + (1 << (31 - LOOKED_UP))
    return Number.isFinite(narrow[0]) ? strength(narrow[0]) : 0
  })
  return (square) => {
    narrow[0] = square
    return table[bits[0] >>> (32 - LOOKED_UP)]
  }
}

/** One epoch: pairs whose turn it is come nearer, and their first samples move away from others drawn at random. */
function pullAndPush(places: Float64Array, { heads, tails, every }: Edges, strengths: Strengths, due: Float64Array, pushDue: Float64Array, epoch: number, rate: number, draw: () => number): void {
  for (let edge = 0; edge < every.length; edge++) {
    if (due[edge] > epoch) continue
    const head = 2 * heads[edge]
    const tail = 2 * tails[edge]
    const dx = places[head] - places[tail]
    const dy = places[head + 1] - places[tail + 1]
    const square = dx * dx + dy * dy
    if (square > 0) {
      const pull = strengths.pull(square)
      const mx = rate * within(pull * dx)
      const my = rate * within(pull * dy)
      places[head] += mx
      places[head + 1] += my
      places[tail] -= mx
      places[tail + 1] -= my
    }
    due[edge] += every[edge]
    const everyPush = every[edge] / PUSHED
    const wanted = Math.floor((epoch - pushDue[edge]) / everyPush)
    for (let k = 0; k < wanted; k++) push(places, strengths.push, head, 2 * draw(), rate)
    pushDue[edge] += Math.max(0, wanted) * everyPush
  }
}

function push(places: Float64Array, strengthAt: Strength, head: number, other: number, rate: number): void {
  if (other === head) return
  const dx = places[head] - places[other]
  const dy = places[head + 1] - places[other + 1]
  const square = dx * dx + dy * dy
  const strength = strengthAt(square)
  // Two in one place: any way apart will do.
  places[head] += rate * (square > 0 ? within(strength * dx) : FURTHEST)
  places[head + 1] += rate * (square > 0 ? within(strength * dy) : FURTHEST)
}

const within = (move: number): number => (move > FURTHEST ? FURTHEST : move < -FURTHEST ? -FURTHEST : move)

/** Whole numbers below a bound, tens of millions of them: xorshift (Marsaglia 2003), begun by the seed's own numbers. */
function numbersBelow(bound: number, random: Random): () => number {
  let state = 1 + Math.floor(random.uniform() * 0xfffffffe)
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % bound
  }
}
