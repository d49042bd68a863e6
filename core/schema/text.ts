/** A sentence or term in every language of the window. The command line prints `en`. */
export interface Text {
  readonly en: string
  readonly es: string
}

export type Language = keyof Text

export const text = (en: string, es: string): Text => ({ en, es })
