import type { ECharts } from './echarts.ts'

interface Zoom { readonly dataZoomIndex?: number; readonly dataZoomId?: string; readonly start?: number; readonly end?: number }
/** The section of the x axis in sight, as fractions of the whole and in the axis's unit. */
export interface ZoomedSection { readonly from: number; readonly to: number; readonly start: number; readonly end: number }

interface ZoomEvent extends Zoom { readonly batch?: readonly Zoom[] }

const SLOW_MS = 20
const REST_MS = 120
const groups = new Map<string, Set<ECharts>>()

/**
 * Tells which section of x a chart shows, and lets charts of a group share it and the crosshair.
 * Only x is shared: a loss and an accuracy have no y in common. Returns the function that ends it.
 */
export function linkChart(chart: ECharts, group: string | null, zoomed: (section: ZoomedSection) => void): () => void {
  const members = group === null ? new Set<ECharts>() : (groups.get(group) ?? new Set())
  if (group !== null) groups.set(group, members.add(chart))
  const others = (): readonly ECharts[] => [...members].filter((other) => other !== chart)

  const report = (): void => {
    const { start, end, startValue, endValue } = sectionOf(chart)
    zoomed({ from: start / 100, to: end / 100, start: startValue, end: endValue })
  }
  chart.on('datazoom', (event) => {
    report()
    // Actions that a peer passed on carry `relayed` and go no further.
    if ((event as { relayed?: boolean }).relayed === true || !movesX(event as ZoomEvent)) return
    if (followMs > SLOW_MS) {
      clearTimeout(following)
      following = setTimeout(follow, REST_MS)
    } else follow()
  })
  let following: ReturnType<typeof setTimeout> | undefined
  /** How long the others took the last time: many lines are drawn when the movement rests, so that it stays smooth here. */
  let followMs = 0
  function follow(): void {
    const { start, end } = sectionOf(chart)
    const began = performance.now()
    for (const other of others()) other.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, start, end, relayed: true })
    followMs = performance.now() - began
  }

  const pointer = chart.getZr()
  let pointing = 0
  pointer.on('mousemove', (event: { offsetX: number; offsetY: number; event?: { buttons?: number } }) => {
    // While it is dragged nobody reads values; otherwise once in a frame.
    if (others().length === 0 || pointing !== 0 || (event.event?.buttons ?? 0) > 0 || !chart.containPixel('grid', [event.offsetX, event.offsetY])) return
    const x = chart.convertFromPixel({ xAxisIndex: 0 }, event.offsetX)
    pointing = requestAnimationFrame(() => {
      pointing = 0
      for (const other of others()) pointAt(other, Number(x))
    })
  })
  pointer.on('globalout', () => {
    for (const other of others()) other.dispatchAction({ type: 'hideTip' })
  })
  return () => {
    clearTimeout(following)
    cancelAnimationFrame(pointing)
    members.delete(chart)
  }
}

/** The first data zoom is that of x. */
function sectionOf(chart: ECharts): { readonly start: number; readonly end: number; readonly startValue: number; readonly endValue: number } {
  const [first] = (chart.getOption()['dataZoom'] ?? []) as readonly { readonly start?: number; readonly end?: number; readonly startValue?: number; readonly endValue?: number }[]
  return { start: first?.start ?? 0, end: first?.end ?? 100, startValue: first?.startValue ?? -Infinity, endValue: first?.endValue ?? Infinity }
}

const movesX = ({ batch, dataZoomIndex }: ZoomEvent): boolean => batch !== undefined || dataZoomIndex === undefined || dataZoomIndex === 0

function pointAt(chart: ECharts, value: number): void {
  const x = Number(chart.convertToPixel({ xAxisIndex: 0 }, value))
  if (!Number.isFinite(x) || !chart.containPixel('grid', [x, chart.getHeight() / 2])) chart.dispatchAction({ type: 'hideTip' })
  else chart.dispatchAction({ type: 'showTip', x, y: chart.getHeight() / 2 })
}
