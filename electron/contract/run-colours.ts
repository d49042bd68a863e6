/** A colour of runs, with a tone for either background. */
export interface RunHue { readonly name: string; readonly light: string; readonly dark: string }

/** What runs are drawn in: Okabe & Ito's colours with olive and grey in place of yellow and black, told apart by people who see fewer of them, lightened for dark backgrounds. */
export const RUN_HUES = [
  { name: 'blue', light: '#0072b2', dark: '#4aa8e0' },
  { name: 'orange', light: '#e69f00', dark: '#f0b93a' },
  { name: 'green', light: '#009e73', dark: '#2fc59a' },
  { name: 'vermilion', light: '#d55e00', dark: '#f2823f' },
  { name: 'purple', light: '#cc79a7', dark: '#e3a1c4' },
  { name: 'sky', light: '#56b4e9', dark: '#8accf2' },
  { name: 'olive', light: '#504b00', dark: '#d9e08a' },
  { name: 'grey', light: '#5f6673', dark: '#78818d' },
] as const satisfies readonly RunHue[]

/** How runs of one colour are told apart: lengths drawn and left out, in pixels. */
export const RUN_DASHES = [
  { name: 'solid', lengths: [] },
  { name: 'dashed', lengths: [7, 3] },
  { name: 'dotted', lengths: [2, 3] },
  { name: 'dashDot', lengths: [9, 3, 2, 3] },
] as const satisfies readonly { readonly name: string; readonly lengths: readonly number[] }[]

/** A run's colour is one number: its hue, and from the ninth on the same hues with the next dash. More are those again. */
export const RUN_LOOKS = RUN_HUES.length * RUN_DASHES.length

export const hueOf = (colour: number): number => colour % RUN_HUES.length
export const dashOf = (colour: number): number => Math.floor(colour / RUN_HUES.length) % RUN_DASHES.length
/** The colour with this hue and this dash: the inverse of `hueOf` and `dashOf`. */
export const runColour = (hue: number, dash: number): number => hue + RUN_HUES.length * dash
