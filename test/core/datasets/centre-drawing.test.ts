import { describe, expect, it } from 'vitest'
import { centreDrawing } from '../../../core/index.ts'

const SIDE = 280
const SIZE = { width: 28, height: 28 }

/** Ink where a function says so. */
const drawing = (isInk: (x: number, y: number) => boolean): Float32Array => Float32Array.from({ length: SIDE * SIDE }, (_, i) => (isInk(i % SIDE, Math.floor(i / SIDE)) ? 1 : 0))

function momentsOf(image: Float32Array): { x: number; y: number; mass: number; width: number; height: number } {
  let [mass, x, y] = [0, 0, 0]
  const [columns, rows] = [new Set<number>(), new Set<number>()]
  image.forEach((value, i) => {
    mass += value
    x += value * (i % 28 + 0.5)
    y += value * (Math.floor(i / 28) + 0.5)
    if (value > 0.02) {
      columns.add(i % 28)
      rows.add(Math.floor(i / 28))
    }
  })
  return { x: x / mass, y: y / mass, mass, width: columns.size, height: rows.size }
}

describe('a drawing as MNIST has it', () => {
  it.each([
    ['a bar at the left', (x: number, y: number) => x >= 10 && x < 30 && y >= 40 && y < 240],
    ['a small square in a corner', (x: number, y: number) => x >= 200 && x < 240 && y >= 220 && y < 260],
    ['a triangle', (x: number, y: number) => y >= 60 && y < 200 && x >= 40 && x < 40 + (y - 60)],
  ])('%s has its centre of mass in the middle and fits a box of 20 pixels', (_, isInk) => {
    const { x, y, width, height } = momentsOf(centreDrawing(drawing(isInk), SIDE, SIZE)!)
    expect(x).toBeCloseTo(14, 1)
    expect(y).toBeCloseTo(14, 1)
    // The larger side is 20 pixels; where it does not begin at a pixel's edge it touches one more.
    expect(Math.max(width, height)).toBeGreaterThanOrEqual(20)
    expect(Math.max(width, height)).toBeLessThanOrEqual(21)
  })

  it('keeps the ink: its mean over the area it covers', () => {
    const image = centreDrawing(drawing((x, y) => x >= 40 && x < 240 && y >= 40 && y < 240), SIDE, SIZE)!
    expect(momentsOf(image).mass).toBeCloseTo(400, 3)
    expect(Math.max(...image)).toBeCloseTo(1, 6)
  })

  it('is nothing without ink', () => {
    expect(centreDrawing(new Float32Array(SIDE * SIDE).fill(0.01), SIDE, SIZE)).toBeNull()
  })
})
