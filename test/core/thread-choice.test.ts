import { describe, expect, it } from 'vitest'
import { createRandom } from '../../core/index.ts'
import { ThreadChoice } from '../../core/ops/wasm/thread-choice.ts'

/** Milliseconds that were spent with each number of threads, while a run takes `cost(threads, now)`. */
function spend(choice: ThreadChoice, most: number, milliseconds: number, cost: (threads: number, now: number) => number): Map<number, number> {
  const spent = new Map<number, number>()
  for (let now = 0; now < milliseconds;) {
    const threads = choice.next(most)
    const took = cost(threads, now)
    choice.took(took)
    spent.set(threads, (spent.get(threads) ?? 0) + took)
    now += took
  }
  return spent
}

describe('the number of threads of a program', () => {
  it('stays at all of them where they are faster, with little time for trials', () => {
    const spent = spend(new ThreadChoice(), 4, 60_000, (threads) => 4 / threads + 0.2)
    expect(spent.get(4)! / 60_000).toBeGreaterThan(0.95)
  })

  it('falls to one where threads keep each other waiting', () => {
    const spent = spend(new ThreadChoice(), 2, 60_000, (threads) => (threads === 1 ? 1 : 2.4))
    expect(spent.get(1)! / 60_000).toBeGreaterThan(0.95)
  })

  it('takes the number in between where that is the fastest', () => {
    const spent = spend(new ThreadChoice(), 8, 60_000, (threads) => 8 / threads + 2 * threads)
    expect(Math.max(...spent.values())).toBe(spent.get(2))
  })

  it('comes back once the processors are free, within the longest time between reviews', () => {
    const choice = new ThreadChoice()
    spend(choice, 2, 30_000, (threads) => (threads === 1 ? 1 : 3))
    const spent = spend(choice, 2, 60_000, (threads) => 1 / threads)
    expect(spent.get(2)!).toBeGreaterThan(40_000)
  })

  it('does not give helpers away for a difference that is noise', () => {
    const spent = spend(new ThreadChoice(), 2, 20_000, (threads) => (threads === 1 ? 0.98 : 1))
    expect(spent.get(2)!).toBeGreaterThan(spent.get(1)!)
  })

  it('keeps its helpers where something else runs for a moment now and then, and not where it runs all the time', () => {
    /** Two threads wait for each other while other work runs: for `length` ms, about every `period` ms. */
    const shareOfOne = (period: number, length: number): number => {
      let alone = 0
      for (let seed = 1; seed <= 30; seed++) {
        const random = createRandom(seed, 'bursts')
        let [next, until] = [period * random.uniform(), -1]
        const spent = spend(new ThreadChoice(), 2, 8000, (threads, now) => {
          if (now > next) {
            until = now + length * (0.5 + random.uniform())
            next = now + period * (0.5 + random.uniform())
          }
          return threads === 1 ? 1.3 : now < until ? 4.2 : 0.7
        })
        alone += (spent.get(1) ?? 0) / 30
      }
      return alone / 8000
    }
    expect(shareOfOne(200, 20)).toBeLessThan(0.04)
    expect(shareOfOne(200, 40)).toBeLessThan(0.08)
    expect(shareOfOne(50, 45)).toBeGreaterThan(0.6)
  })

  it('tries anew when the limit changes', () => {
    const choice = new ThreadChoice()
    spend(choice, 4, 5000, () => 1)
    expect(choice.next(2)).toBe(2)
    expect(Math.max(...spend(choice, 2, 1000, () => 1).keys())).toBe(2)
  })

  it('spends little on trials of steps that take seconds', () => {
    const spent = spend(new ThreadChoice(), 2, 3_600_000, (threads) => 4000 / threads)
    expect(spent.get(1)! / 3_600_000).toBeLessThan(0.03)
  })
})
