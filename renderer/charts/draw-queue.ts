const waiting = new Map<object, () => void>()
let isRunning = false

/** Draws charts one per task, so that many that change at once never hold up the window. A later drawing of the same chart replaces an earlier one. */
export function drawSoon(chart: object, draw: () => void): void {
  waiting.set(chart, draw)
  if (isRunning) return
  isRunning = true
  setTimeout(drawNext)
}

export const forgetDrawing = (chart: object): void => void waiting.delete(chart)

function drawNext(): void {
  const [next] = waiting
  if (next === undefined) {
    isRunning = false
    return
  }
  const [chart, draw] = next
  waiting.delete(chart)
  // The frame that shows this chart comes before the next one is worked out.
  requestAnimationFrame(() => setTimeout(drawNext))
  draw()
}
