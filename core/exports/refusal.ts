import type { Issue } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'

export const UNKNOWN = text('nothing is known of how to write it', 'no se sabe cómo escribirlo')
export const RANDOM_PASSES = text('it predicts several times with other random masks, and no two programs draw the same', 'predice varias veces con máscaras aleatorias distintas, y no hay dos programas que sorteen las mismas')

/** Why `what` cannot be written in a format. */
export const refusal = (path: string, what: string, format: string, reason: Text): Issue => ({
  path,
  expected: text(`something other than ${what}, which cannot be written as ${format}: ${reason.en}`, `algo distinto de ${what}, que no se puede escribir como ${format}: ${reason.es}`),
  received: what,
})
