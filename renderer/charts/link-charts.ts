import type { ECharts } from './echarts.ts'
import { holdDrawings, releaseDrawings } from './draw-queue.ts'
import { pointerOf, type PointedAt } from './line-pointer.ts'

interface Zoom { readonly dataZoomIndex?: number; readonly dataZoomId?: string; readonly start?: number; readonly end?: number }
/** The section of the x axis in sight, as fractions of the whole and in the axis's unit. */
export interface ZoomedSection { readonly from: number; readonly to: number; readonly start: number; readonly end: number }

interface ZoomEvent extends Zoom { readonly batch?: readonly Zoom[] }

/** A chart that takes longer than this to follow does so when the movement rests. */
const SLOW_MS = 20
/** So many series in another chart are taken for slow before it is known how long they take. */
const MANY_SERIES = 100
const REST_MS = 120
/** In each frame the others may take so long; those that have no turn follow in the next. */
const FOLLOW_MS = 4
const LET_GO = ['pointerup', 'pointercancel', 'blur'] as const
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
    if ((event as { relayed?: boolean }).relayed === true || !movesX(event as ZoomEvent) || others().length === 0) return
    // Who waits for a turn keeps its place.
    behind = [...behind, ...others().filter((other) => !behind.includes(other))]
    frame ||= requestAnimationFrame(() => follow(false))
    clearTimeout(resting)
    resting = setTimeout(() => follow(true), REST_MS)
  })
  /** Charts that do not show the same section yet. */
  let behind: readonly ECharts[] = []
  let frame = 0
  let resting: ReturnType<typeof setTimeout> | undefined
  /** How long the slowest took the last time. */
  const tookMs = new WeakMap<ECharts, number>()
  const isSlow = (other: ECharts): boolean => (tookMs.get(other) ?? (modelOf(other).getSeriesCount() > MANY_SERIES ? Infinity : 0)) > SLOW_MS
  function follow(rests: boolean): void {
    frame = 0
    const began = performance.now()
    const { start, end } = sectionOf(chart)
    for (const other of behind) {
      const now = performance.now()
      if (!members.has(other)) behind = behind.filter((waiting) => waiting !== other) // gone meanwhile
      if (!members.has(other) || (!rests && (isSlow(other) || now - began > FOLLOW_MS))) continue
      other.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, start, end, relayed: true })
      tookMs.set(other, performance.now() - now)
      behind = behind.filter((waiting) => waiting !== other)
    }
    if (behind.some((other) => !isSlow(other))) frame = requestAnimationFrame(() => follow(false))
  }

  const pointer = chart.getZr()
  let pointing = 0
  pointer.on('mousemove', (event: { offsetX: number; offsetY: number; event?: { buttons?: number } }) => {
    // While it is dragged nobody reads values; otherwise once in a frame.
    const isDragged = (event.event?.buttons ?? 0) > 0
    if (!isDragged) release() // where it was let go beyond the window
    if (pointing !== 0 || isDragged) return
    const { offsetX, offsetY } = event
    pointing = requestAnimationFrame(() => {
      pointing = 0
      const own = pointerOf(chart)
      if (own?.isOn() === true) {
        const pointed = own.showAt(offsetX, offsetY)
        for (const other of others()) {
          if (pointed === null) hidePointer(other)
          else pointAt(other, pointed)
        }
        return
      }
      const isInside = chart.containPixel('grid', [offsetX, offsetY])
      if (isPointedAt(chart)) {
        if (isInside) chart.dispatchAction({ type: 'showTip', x: offsetX, y: offsetY })
        else hidePointer(chart)
      }
      if (!isInside || others().length === 0) return
      const x = Number(chart.convertFromPixel({ xAxisIndex: 0 }, offsetX))
      for (const other of others()) pointAt(other, { x, line: null })
    })
  })
  const leave = (): void => {
    cancelAnimationFrame(pointing)
    pointing = 0
    for (const each of [...(isPointedAt(chart) || pointerOf(chart)?.isOn() === true ? [chart] : []), ...others()]) hidePointer(each)
  }
  pointer.on('globalout', leave)
  pointer.on('mousedown', () => {
    leave()
    // What arrives while it is dragged is drawn when it is let go.
    holdDrawings(chart)
    for (const end of LET_GO) window.addEventListener(end, release, { once: true })
  })
  const release = (): void => {
    for (const end of LET_GO) window.removeEventListener(end, release)
    releaseDrawings(chart)
  }
  return () => {
    clearTimeout(resting)
    cancelAnimationFrame(frame)
    cancelAnimationFrame(pointing)
    release()
    members.delete(chart)
  }
}

/** The first data zoom is that of x. */
function sectionOf(chart: ECharts): { readonly start: number; readonly end: number; readonly startValue: number; readonly endValue: number } {
  const { start = 0, end = 100, startValue = -Infinity, endValue = Infinity } = componentOf(chart, 'dataZoom') as { readonly start?: number; readonly end?: number; readonly startValue?: number; readonly endValue?: number }
  return { start, end, startValue, endValue }
}

/** Whether its tooltip waits to be asked for: with hundreds of lines a chart must not look for values while it is dragged. */
const isPointedAt = (chart: ECharts): boolean => componentOf(chart, 'tooltip')['triggerOn'] === 'none'

/** What a component is set to. The public `getOption` would copy all data, at every movement. */
function componentOf(chart: ECharts, name: 'dataZoom' | 'tooltip'): Readonly<Record<string, unknown>> {
  return modelOf(chart).getComponent(name, 0)?.option ?? {}
}

interface ChartModel { getComponent(name: string, index: number): { readonly option: Readonly<Record<string, unknown>> } | undefined; getSeriesCount(): number }
const modelOf = (chart: ECharts): ChartModel => (chart as unknown as { getModel(): ChartModel }).getModel()

const movesX = ({ batch, dataZoomIndex }: ZoomEvent): boolean => batch !== undefined || dataZoomIndex === undefined || dataZoomIndex === 0

function pointAt(chart: ECharts, pointed: PointedAt): void {
  const own = pointerOf(chart)
  if (own?.isOn() === true) return own.follow(pointed)
  const x = Number(chart.convertToPixel({ xAxisIndex: 0 }, pointed.x))
  if (!Number.isFinite(x) || !chart.containPixel('grid', [x, chart.getHeight() / 2])) hidePointer(chart)
  else chart.dispatchAction({ type: 'showTip', x, y: chart.getHeight() / 2 })
}

/** The values, and the crosshair with them. */
function hidePointer(chart: ECharts): void {
  const own = pointerOf(chart)
  if (own?.isOn() === true) return own.hide()
  chart.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' })
  chart.dispatchAction({ type: 'hideTip' })
}
