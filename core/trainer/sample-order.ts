import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { BatchesSpec } from '../experiment/spec.ts'
import { createRandom, type Random } from '../math/random.ts'

/** What an order depends on beside seed and epoch. */
export interface OrderContext {
  readonly sampleCount: number
  /** Class indices of the training part; empty for regression. */
  readonly labels: Int32Array
  /** The loss of each sample when it was last shown; null before the first epoch. */
  readonly losses: Float32Array | null
}

/** The positions of the training part in the order in which an epoch shows them: as many as there are samples, some perhaps more than once. */
export function sampleOrder({ seed, batches, optimizer }: Pick<ResolvedExperiment, 'seed' | 'batches' | 'optimizer'>, context: OrderContext, epoch: number): Int32Array {
  const order = Int32Array.from({ length: context.sampleCount }, (_, i) => i)
  // Another order would round differently, and a full-batch optimizer would see another function in each epoch.
  if (batches.order === 'sequential' || optimizer.definition.sort === 'full-batch') return order
  const random = createRandom(seed, `order/${epoch}`)
  random.shuffle(order)
  switch (batches.order) {
    case 'shuffle': return order
    case 'classAlternating': return alternate(groupByClass(order, context.labels), random)
    case 'balanced': return balance(groupByClass(order, context.labels), order.length, random)
    case 'emphasize': return context.losses === null ? order : emphasize(order, context.losses, batches, random)
  }
}

/** The shuffled positions of each class that has any, classes in a random order. */
function groupByClass(order: Int32Array, labels: Int32Array): Int32Array[] {
  const groups = new Map<number, number[]>()
  for (const position of order) {
    const group = groups.get(labels[position])
    if (group === undefined) groups.set(labels[position], [position])
    else group.push(position)
  }
  return [...groups.values()].map((group) => Int32Array.from(group))
}

/**
 * Neighbours of different classes wherever that can be, each class spread over the whole epoch ("Efficient BackProp", section 4.2: successive
 * examples should rarely belong to the same class). A class with more samples than all others stands in short runs between those.
 */
function alternate(groups: readonly Int32Array[], random: Random): Int32Array {
  const total = groups.reduce((sum, { length }) => sum + length, 0)
  const largest = groups.reduce((best, group) => (group.length > best.length ? group : best))
  const others = groups.filter((group) => group !== largest)
  const between = total - largest.length
  if (largest.length > between + 1) return separate(largest, between === 0 ? new Int32Array(0) : alternate(others, random))
  const order = new Int32Array(total)
  const used = groups.map(() => 0)
  const starts = groups.map(() => random.uniform())
  let last = -1
  for (let place = 0; place < total; place++) {
    let best = -1
    let behind = -Infinity
    groups.forEach(({ length }, group) => {
      if (group === last || used[group] === length) return
      const left = length - used[group]
      // A class with more left than all others together must be shown now, or it would have to follow itself later.
      const lag = left > total - place - left ? Infinity : length * (place + starts[group]) / total - used[group]
      if (lag <= behind) return
      best = group
      behind = lag
    })
    order[place] = groups[best][used[best]++]
    last = best
  }
  return order
}

/** Runs of `many`, as equal as they can be, with one of `few` between each and the next. */
function separate(many: Int32Array, few: Int32Array): Int32Array {
  const order = new Int32Array(many.length + few.length)
  let place = 0
  for (let run = 0, start = 0; run <= few.length; run++) {
    const end = Math.round((many.length * (run + 1)) / (few.length + 1))
    order.set(many.subarray(start, end), place)
    place += end - start
    start = end
    if (run < few.length) order[place++] = few[run]
  }
  return order
}

/** Each class as often as the others, one after the other; rare classes begin again, in a new order, when all of theirs were shown. */
function balance(groups: readonly Int32Array[], total: number, random: Random): Int32Array {
  const order = new Int32Array(total)
  const used = groups.map(() => 0)
  for (let place = 0; place < total; place++) {
    const group = place % groups.length
    if (used[group] === groups[group].length) {
      random.shuffle(groups[group])
      used[group] = 0
    }
    order[place] = groups[group][used[group]++]
  }
  return order
}

/**
 * Samples with larger losses more often: one is shown (1 − s) + s·L/L̄ times on average, at most `cap` times, so that an outlier does not
 * take the epoch over (lecture 000: "Efficient BackProp", section 4.2, and its warning of outliers). Drawn systematically: a count is
 * never off by one or more.
 */
function emphasize(order: Int32Array, losses: Float32Array, { emphasis: strength = 0, mostRepeats: cap = Infinity }: BatchesSpec, random: Random): Int32Array {
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length
  const wanted = Float64Array.from(order, (position) => (mean > 0 ? 1 - strength + strength * losses[position] / mean : 1))
  const counts = capShares(wanted, order.length, cap)
  const shown = new Int32Array(order.length)
  let place = 0
  let reached = random.uniform()
  order.forEach((position, i) => {
    reached -= counts[i]
    while (reached < 0 && place < shown.length) {
      shown[place++] = position
      reached++
    }
  })
  // Rounding may leave the last place empty.
  shown.fill(order[order.length - 1], place)
  random.shuffle(shown)
  return shown
}

/** Scales shares so that they sum to `total` and none is above `cap`; what is cut off goes to the others, evenly where those had none. */
function capShares(shares: Float64Array, total: number, cap: number): Float64Array {
  const capped = new Set<number>()
  for (;;) {
    const free = shares.reduce((sum, share, i) => (capped.has(i) ? sum : sum + share), 0)
    const left = total - capped.size * cap
    const scaled = shares.map((share, i) => (capped.has(i) ? cap : free === 0 ? left / (shares.length - capped.size) : share * left / free))
    const over = Array.from(scaled.keys()).filter((i) => !capped.has(i) && scaled[i] > cap)
    if (over.length === 0) return scaled
    for (const i of over) capped.add(i)
  }
}
