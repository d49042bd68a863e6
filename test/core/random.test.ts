import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom, philox } from '../../core/math/random.ts'

const words = (counter: [number, number, number, number], key: [number, number]): string[] => {
  const out = new Uint32Array(4)
  philox(counter, key, out)
  return [...out].map((word) => word.toString(16).padStart(8, '0'))
}

describe('philox 4×32-10', () => {
  // The known answers of the authors' library Random123 (kat_vectors).
  it.each<[[number, number, number, number], [number, number], string[]]>([
    [[0, 0, 0, 0], [0, 0], ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']],
    [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], ['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd']],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], ['d16cfe09', '94fdcceb', '5001e420', '24126ea1']],
  ])('gives the authors’ numbers for %j', (counter, key, expected) => {
    expect(words(counter, key)).toEqual(expected)
  })
})

describe('random sequences', () => {
  it('are the same for the same seed and stream, and others for other seeds and streams', () => {
    const draw = (seed: number, stream: string): number[] => {
      const random = createRandom(seed, stream)
      return Array.from({ length: 8 }, () => random.uniform())
    }
    expect(draw(5, 'a')).toEqual(draw(5, 'a'))
    expect(draw(5, 'a')).not.toEqual(draw(6, 'a'))
    expect(draw(5, 'a')).not.toEqual(draw(5, 'b'))
    expect(draw(5, 'a')).not.toEqual(draw(5 + 2 ** 32, 'a'))
  })

  it('have the moments of their laws', () => {
    const random = createRandom(1, 'moments')
    const count = 200_000
    let uniformSum = 0
    let normalSum = 0
    let normalSquares = 0
    let normalFourths = 0
    for (let i = 0; i < count; i++) {
      uniformSum += random.uniform()
      const z = random.normal()
      normalSum += z
      normalSquares += z * z
      normalFourths += z ** 4
    }
    // Five standard errors of each estimate.
    expect(Math.abs(uniformSum / count - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / count))
    expect(Math.abs(normalSum / count)).toBeLessThan(5 / Math.sqrt(count))
    expect(Math.abs(normalSquares / count - 1)).toBeLessThan(5 * Math.sqrt(2 / count))
    expect(Math.abs(normalFourths / count - 3)).toBeLessThan(5 * Math.sqrt(96 / count))
  })

  it('shuffle to permutations', () => {
    fc.assert(fc.property(fc.nat(300), fc.nat(), (length, seed) => {
      const items = Int32Array.from({ length }, (_, i) => i)
      createRandom(seed, 'shuffle').shuffle(items)
      expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i))
    }))
  })

  it('shuffle without favouring a position', () => {
    const counts = new Float64Array(16)
    for (let seed = 0; seed < 8000; seed++) {
      const items = [0, 1, 2, 3]
      createRandom(seed, 'positions').shuffle(items)
      items.forEach((item, position) => { counts[4 * item + position]! += 1 })
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(5 * Math.sqrt(8000 * 0.25 * 0.75))
  })
})
