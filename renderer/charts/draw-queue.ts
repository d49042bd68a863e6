const waiting = new Map<object, () => void>()
let isRunning = false
/** What is dragged; nothing else is drawn meanwhile. */
const holders = new Set<object>()

/** Draws charts one per task, so that many that change at once never hold up the window. A later drawing of the same chart replaces an earlier one. */
export function drawSoon(chart: object, draw: () => void): void {
  waiting.set(chart, draw)
  run()
}

function run(): void {
  if (isRunning || holders.size > 0) return
  isRunning = true
  setTimeout(drawNext)
}

/** Lets drawings wait until everybody has released them: nothing stutters that is moved by hand. */
export const holdDrawings = (holder: object): void => void holders.add(holder)

export function releaseDrawings(holder: object): void {
  if (holders.delete(holder)) run()
}

export const forgetDrawing = (chart: object): void => void waiting.delete(chart)

function drawNext(): void {
  const [next] = waiting
  if (next === undefined || holders.size > 0) {
    isRunning = false
    return
  }
  const [chart, draw] = next
  waiting.delete(chart)
  // The frame that shows this chart comes before the next one is worked out.
  requestAnimationFrame(() => setTimeout(drawNext))
  draw()
}
