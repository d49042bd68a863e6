/**
 * Shares `total` seats out in proportion to `weights` by largest remainders (Hamilton's method), none getting more than its capacity.
 * Equal remainders go to the earlier one. The capacities must hold the total.
 */
export function apportion(total: number, weights: readonly number[], capacities: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  const quotas = weights.map((weight) => (sum === 0 ? 0 : (total * weight) / sum))
  const seats = quotas.map((quota, i) => Math.min(Math.floor(quota), capacities[i]))
  let left = total - seats.reduce((a, b) => a + b, 0)
  const order = quotas.map((_, i) => i).sort((a, b) => quotas[b] - Math.floor(quotas[b]) - (quotas[a] - Math.floor(quotas[a])) || a - b)
  while (left > 0) {
    const before = left
    for (const i of order) {
      if (left === 0) break
      if (seats[i] >= capacities[i]) continue
      seats[i]++
      left--
    }
    if (left === before) throw new RangeError(`Capacities hold ${total - left} of ${total}`)
  }
  return seats
}
