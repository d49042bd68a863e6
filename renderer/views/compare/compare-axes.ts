/** Seconds in which long times are counted on an axis, so that its ticks are round. */
const TIME_UNITS = [{ name: 'h', seconds: 3600, from: 2 * 3600 }, { name: 'min', seconds: 60, from: 120 }, { name: 's', seconds: 1, from: 0 }] as const
export type TimeUnit = (typeof TIME_UNITS)[number]

/** The unit for times up to so many seconds: two of it at least are on the axis. */
export const timeUnitFor = (longest: number): TimeUnit => TIME_UNITS.find(({ from }) => longest >= from) ?? TIME_UNITS[2]

const PIXELS_OF_A_TICK = 64
/** Labels and margins beside the plot. */
const BESIDE = 64

/** How many ticks have room along x in a chart of this width. */
export const ticksFor = (width: number): number => Math.max(2, Math.min(5, Math.floor((width - BESIDE) / PIXELS_OF_A_TICK)))

/** Columns of charts that fill a place: few charts are large, and none is narrower than `least`. */
export function chartGrid(count: number, { width, height }: { readonly width: number; readonly height: number }, { least, lowest, highest, gap }: { readonly least: number; readonly lowest: number; readonly highest: number; readonly gap: number }): { readonly columns: number; readonly rowHeight: number; readonly width: number } {
  const most = Math.max(1, Math.floor((width + gap) / (least + gap)))
  const columns = Math.max(1, Math.min(most, Math.ceil(Math.sqrt(count))))
  const rows = Math.max(1, Math.ceil(count / columns))
  const rowHeight = Math.round(Math.min(highest, Math.max(lowest, (height - gap * (rows - 1)) / rows)))
  return { columns, rowHeight, width: (width - gap * (columns - 1)) / columns }
}
