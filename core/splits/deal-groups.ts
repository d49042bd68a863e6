import type { Dataset } from '../datasets/dataset.ts'
import type { Random } from '../math/random.ts'

/** Samples that must stay together. */
interface SampleGroup {
  readonly indices: number[]
  /** How many samples of each class it has; of all of them, where classes are not kept in proportion. */
  readonly counts: Float64Array
}

/**
 * Deals whole groups to parts whose sizes are wanted in the proportions of `shares`: the larger ones first, each to the part that it brings
 * closest to what is wanted of every class (the squared distance over all classes falls most). How much larger counts as first is drawn,
 * so that draws differ where all sizes do. Returns the samples of each part.
 */
export function dealGroups(dataset: Dataset, indices: readonly number[], shares: readonly number[], stratified: boolean, random: Random): number[][] {
  const { groups, totals } = collectGroups(dataset, indices, stratified)
  const rank = new Map(groups.map((group) => [group, group.indices.length * (0.5 + random.uniform())]))
  groups.sort((a, b) => rank.get(b)! - rank.get(a)!)
  const filled = shares.map(() => new Float64Array(totals.length))
  const parts = shares.map((): number[] => [])
  for (const { indices: members, counts } of groups) {
    let best = -1
    let least = Infinity
    shares.forEach((share, part) => {
      if (share === 0) return
      const change = distanceChange(filled[part], counts, totals, share)
      if (change >= least) return
      best = part
      least = change
    })
    parts[best].push(...members)
    counts.forEach((count, k) => { filled[best][k] += count })
  }
  return parts
}

/** By how much the squared distance to the wanted counts grows when a group joins a part, every class weighed by its size and every part by its own. */
function distanceChange(filled: Float64Array, counts: Float64Array, totals: Float64Array, share: number): number {
  let change = 0
  for (let k = 0; k < totals.length; k++) {
    if (totals[k] === 0) continue
    const before = (filled[k] - share * totals[k]) / totals[k]
    const after = before + counts[k] / totals[k]
    change += (after * after - before * before) / share
  }
  return change
}

function collectGroups({ targets, groups }: Dataset, indices: readonly number[], stratified: boolean): { groups: SampleGroup[]; totals: Float64Array } {
  const classCount = stratified && targets.kind === 'classes' ? targets.classes.length : 1
  const totals = new Float64Array(classCount)
  const byGroup = new Map<number, SampleGroup>()
  for (const index of indices) {
    const key = groups?.indices[index] ?? index
    let group = byGroup.get(key)
    if (group === undefined) byGroup.set(key, (group = { indices: [], counts: new Float64Array(classCount) }))
    const k = classCount > 1 && targets.kind === 'classes' ? targets.labels[index] : 0
    group.indices.push(index)
    group.counts[k]++
    totals[k]++
  }
  return { groups: [...byGroup.values()], totals }
}
