import { dashOf, RUN_LOOKS } from '../../../electron/contract/run-colours.ts'
import type { RunSummary } from '../../../electron/contract/api.ts'
import { runStyle, SEQUENTIAL, type ChartTheme } from '../../charts/chart-theme.ts'
import { COLOUR_STEPS, colourSteps, type RunAxis } from './run-axes.ts'

type Coloured = { readonly axis: RunAxis; readonly places: Float64Array } | null

/** In place of a column: each run as it is drawn everywhere; and all alike. */
export const OWN_COLOURS = 'run'
export const ALL_ALIKE = 'none'

const SHAPES = ['circle', 'triangle', 'rect', 'diamond', 'pin'] as const

/** What marks and lines are drawn in, and which of these each run has. */
export interface Looks {
  readonly looks: readonly { readonly colour: string; readonly dash: 'solid' | readonly number[]; readonly shape: (typeof SHAPES)[number]; /** In the legend; empty for none. */ readonly name: string }[]
  readonly lookOf: Uint8Array
}

/** Looks by a column – steps of a scale, or its words – or each run's own; null: all alike. */
export function looksOf(runs: readonly RunSummary[], colour: Coloured | typeof OWN_COLOURS, theme: ChartTheme): Looks {
  if (colour === OWN_COLOURS) {
    const used = [...new Set(runs.map((run) => run.colour % RUN_LOOKS))].toSorted((a, b) => a - b)
    const positions = new Map(used.map((of, position) => [of, position]))
    return { looks: used.map((of) => ({ ...runStyle(of, theme), shape: SHAPES[dashOf(of)] ?? 'circle', name: '' })), lookOf: Uint8Array.from(runs, (run) => positions.get(run.colour % RUN_LOOKS) ?? 0) }
  }
  const plain = { dash: 'solid', shape: 'circle', name: '' } as const
  if (colour === null) return { looks: [{ ...plain, colour: theme.accent }], lookOf: new Uint8Array(runs.length) }
  const { words } = colour.axis
  return {
    looks: Array.from({ length: COLOUR_STEPS }, (_, step) => (words === null ? { ...plain, colour: SEQUENTIAL[step]! } : { ...plain, colour: theme.runs[step % theme.runs.length]!, shape: SHAPES[step % SHAPES.length]!, name: words[step] ?? '' })),
    lookOf: colourSteps(colour.axis, colour.places),
  }
}

/** The scale's legend hangs on a series of its own, which draws nothing. */
export function colourLegend(colour: Coloured | typeof OWN_COLOURS, theme: ChartTheme, seriesIndex: number) {
  if (colour === null || colour === OWN_COLOURS || colour.axis.words !== null) return {}
  const { axis } = colour
  return {
    visualMap: {
      type: 'continuous', seriesIndex, min: 0, max: 1, calculable: false, orient: 'vertical', right: 0, top: 'middle', itemHeight: 110, itemWidth: 10, text: [axis.say(axis.most), axis.say(axis.least)], textGap: 6,
      textStyle: { color: theme.secondary, fontSize: 11 }, inRange: { color: [...SEQUENTIAL] },
    },
  }
}

/** The column that colours, where one does. */
export const columnOf = (colour: Coloured | typeof OWN_COLOURS): Coloured => (colour === OWN_COLOURS ? null : colour)
