import { expect } from 'vitest'

/** Fails with the worst element unless |actual − expected| ≤ absolute + relative·|expected| everywhere. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, { relative = 1e-6, absolute = 1e-9, what = 'values' } = {}): void {
  expect(actual.length, `${what}: length`).toBe(expected.length)
  let worst = -1
  let excess = 0
  for (let i = 0; i < actual.length; i++) {
    const a = actual[i]!
    const e = expected[i]!
    if (Object.is(a, e) || a === e) continue
    const over = Number.isNaN(a) || Number.isNaN(e) ? Infinity : Math.abs(a - e) - (absolute + relative * Math.abs(e))
    if (over > excess) {
      excess = over
      worst = i
    }
  }
  if (worst >= 0) expect.fail(`${what}[${worst}] is ${actual[worst]}, expected ${expected[worst]} (relative ${relative}, absolute ${absolute})`)
}
