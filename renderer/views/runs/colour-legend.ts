import { SEQUENTIAL, type ChartTheme } from '../../charts/chart-theme.ts'
import { COLOUR_STEPS, type RunAxis } from './run-axes.ts'

type Coloured = { readonly axis: RunAxis } | null

/** Colours by step: of a scale, or of words. */
export function coloursOf(colour: Coloured, theme: ChartTheme): readonly string[] {
  if (colour === null) return [theme.accent]
  return Array.from({ length: COLOUR_STEPS }, (_, step) => (colour.axis.words === null ? SEQUENTIAL[step]! : theme.runs[step % theme.runs.length]!))
}

/** The scale's legend hangs on a series of its own, which draws nothing. */
export function colourLegend(colour: Coloured, theme: ChartTheme, seriesIndex: number) {
  if (colour === null || colour.axis.words !== null) return {}
  const { axis } = colour
  return {
    visualMap: {
      type: 'continuous', seriesIndex, min: 0, max: 1, calculable: false, orient: 'vertical', right: 0, top: 'middle', itemHeight: 110, itemWidth: 10, text: [axis.say(axis.most), axis.say(axis.least)], textGap: 6,
      textStyle: { color: theme.secondary, fontSize: 11 }, inRange: { color: [...SEQUENTIAL] },
    },
  }
}
