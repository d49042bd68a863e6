import { computed, type ComputedRef } from 'vue'
import { dashOf, hueOf, RUN_DASHES, RUN_HUES } from '../../electron/contract/run-colours.ts'
import { useSettings } from '../stores/settings.ts'

/** The colours and font of charts, read from the tokens. */
export interface ChartTheme {
  readonly text: string
  readonly secondary: string
  readonly grid: string
  readonly axis: string
  readonly background: string
  readonly raised: string
  readonly accent: string
  readonly success: string
  readonly warning: string
  readonly danger: string
  readonly font: string
  /** The eight run colours. */
  readonly runs: readonly string[]
}

/** A run's colour number as the colour and the dash that its curves have. */
export const runStyle = (colour: number, theme: ChartTheme): { readonly colour: string; readonly dash: 'solid' | readonly number[] } => {
  const { lengths } = RUN_DASHES[dashOf(colour)] ?? RUN_DASHES[0]
  return { colour: theme.runs[hueOf(colour)] ?? theme.text, dash: lengths.length === 0 ? 'solid' : lengths }
}

/** The same colour for style sheets. */
export const runColourVariable = (colour: number): string => `var(--run-${hueOf(colour)})`

/** Sequential, for probabilities and losses: viridis. */
export const SEQUENTIAL = ['#440154', '#482878', '#3e4989', '#31688e', '#26828e', '#1f9e89', '#35b779', '#6ece58', '#b5de2b', '#fde725'] as const
/** Diverging and centred on zero, for weights and activations: blue – neutral – orange. */
export const DIVERGING = { light: ['#0b5fa5', '#6fa8d6', '#f3f4f6', '#f0a868', '#c2570c'], dark: ['#5eb1f5', '#2f6ea3', '#20252d', '#a8622b', '#ff9f50'] } as const

function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return {
    text: token('text'), secondary: token('text-secondary'), grid: token('border'), axis: token('border-strong'), background: token('bg'), raised: token('raised'),
    accent: token('accent'), success: token('success'), warning: token('warning'), danger: token('danger'),
    // Double quotes would end the attribute of a drawing that it stands in.
    font: token('font').replaceAll('"', "'"),
    runs: RUN_HUES.map((_, hue) => token(`run-${hue}`)),
  }
}

/** The theme that is shown; charts that read it are drawn again when it changes. */
export function useChartTheme(): ComputedRef<ChartTheme> {
  const settings = useSettings()
  return computed(() => {
    document.documentElement.dataset['theme'] = settings.shownTheme // the tokens must be those of the theme asked for
    return readTheme()
  })
}
