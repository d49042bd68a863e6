import fc from 'fast-check'
import { expect, it } from 'vitest'
import { spreadPositions } from '../../core/index.ts'

it('takes different positions from all over, ascending', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 500 }), (count, most) => {
    const positions = spreadPositions(count, most)
    expect(positions.length).toBe(Math.min(count, most))
    positions.forEach((position, i) => {
      expect(position).toBeGreaterThan(positions[i - 1] ?? -1)
      expect(position).toBeLessThan(count)
      expect(Math.abs(position - (i * count) / positions.length)).toBeLessThanOrEqual(count / positions.length)
    })
  }))
})

it('meets every class of samples that come in turns', () => {
  const counts = Array.from({ length: 10 }, () => 0)
  for (const position of spreadPositions(100_000, 2000)) counts[position % 10]!++
  for (const count of counts) expect(count).toBeGreaterThan(150)
})
