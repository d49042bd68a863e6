import { describe, expect, it } from 'vitest'
import { errorHeights, surfacePixels } from '../../renderer/charts/surface-chart.ts'
import { piecesOf, pointsOf, progressOf, rangesOf } from '../../renderer/views/runs/surface-points.ts'

describe('the heights of an error surface', () => {
  it('go from 0 at the least to 1 at the greatest, and tell small valleys apart beside walls', () => {
    const { heights, least, most } = errorHeights(Float64Array.of(0, 0.1, 0.2, 100))
    expect([least, most]).toEqual([0, 100])
    expect(heights[0]).toBe(0)
    expect(heights[3]).toBe(1)
    expect(heights[2]! - heights[1]!).toBeGreaterThan(0.01)
  })

  it('of places not known yet stay clear, and an infinite error is at the top', () => {
    const pixels = surfacePixels(Float64Array.of(NaN, 1, 2, Infinity))
    expect(pixels[3]).toBe(0)
    expect(pixels[7]).toBe(255)
    expect([...pixels.subarray(12, 16)]).toEqual([...pixels.subarray(8, 12)])
  })

  it('of equal errors are drawn', () => {
    expect(surfacePixels(Float64Array.of(2, 2))[3]).toBe(255)
  })
})

describe('the places of a surface', () => {
  it('hold the solution itself', () => {
    const { points } = pointsOf('plane', [-1, 1], [-1, 1])
    expect(Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i], points[2 * i + 1]])).toContainEqual([0, 0])
    expect([points[0], points[1]]).toEqual([-1, 1])
  })

  it('are asked for in pieces that are all of them, once', () => {
    const all = pointsOf('line', [0, 1], [0, 0])
    const pieces = piecesOf(all)
    expect(pieces.flatMap(({ coordinates }) => [...coordinates])).toEqual([...all.points])
    expect(pieces.map(({ from }) => from)).toEqual([0, 41, 82])
  })

  it('say how long the rest of them takes, once that can be told', () => {
    expect(progressOf(0.25, 0.5)).toEqual({ share: 0.25, remainingSeconds: null })
    expect(progressOf(0.25, 3)).toEqual({ share: 0.25, remainingSeconds: 9 })
    expect(progressOf(1, 3)).toEqual({ share: 1, remainingSeconds: 0 })
  })

  it('reach around the whole path', () => {
    const { x, y } = rangesOf('path', 1, { epochs: Int32Array.of(0, 1), x: Float64Array.of(8, 0), y: Float64Array.of(-2, 0), shares: [1, 0] })
    expect(x).toEqual([-2, 10])
    expect(y).toEqual([-2.5, 0.5])
    expect(rangesOf('between', 1, null).x).toEqual([-0.5, 1.5])
  })
})
