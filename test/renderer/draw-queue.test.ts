import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { drawSoon, forgetDrawing, holdDrawings, releaseDrawings } from '../../renderer/charts/draw-queue.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'requestAnimationFrame'] })
})
afterEach(() => void vi.useRealTimers())

it('draws charts one per task, each as it was asked for last', async () => {
  const drawn: string[] = []
  const [a, b, c] = [{}, {}, {}]
  drawSoon(a, () => drawn.push('a'))
  drawSoon(b, () => drawn.push('b'))
  drawSoon(c, () => drawn.push('c'))
  drawSoon(a, () => drawn.push('a again'))
  forgetDrawing(c)
  expect(drawn).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(drawn).toEqual(['a again'])
  await vi.advanceTimersByTimeAsync(100)
  expect(drawn).toEqual(['a again', 'b'])
})

it('waits while something is dragged, and goes on once all have let go', async () => {
  const drawn: string[] = []
  const [a, b, dragged, other] = [{}, {}, {}, {}]
  drawSoon(a, () => drawn.push('a'))
  holdDrawings(dragged)
  holdDrawings(other)
  drawSoon(b, () => drawn.push('b'))
  await vi.advanceTimersByTimeAsync(500)
  expect(drawn).toEqual([])
  releaseDrawings(dragged)
  await vi.advanceTimersByTimeAsync(500)
  expect(drawn).toEqual([])
  releaseDrawings(other)
  releaseDrawings(other)
  await vi.advanceTimersByTimeAsync(500)
  expect(drawn).toEqual(['a', 'b'])
})
