import { GIVEN_PARTS } from './dataset.ts'

const TEST = /(^|[^a-z])(tests?|testing|tes|t10k|prueba)([^a-z]|$)/i
const VALIDATION = /(^|[^a-z])(validation|valid|val|dev|validacion|validación)([^a-z]|$)/i
const TRAIN = /(^|[^a-z])(train|training|tra|trn|entrenamiento)([^a-z]|$)/i

/** The part a file's name speaks of, as an index into GIVEN_PARTS: `t10k-images`, `optdigits.tes`, `val.csv`. */
export const partOfName = (name: string): number => partOfWord(name) ?? GIVEN_PARTS.indexOf('train')

/** The part a word names, or null: `train`, `val`, `prueba`. */
export function partOfWord(word: string): number | null {
  if (TEST.test(word)) return GIVEN_PARTS.indexOf('test')
  if (VALIDATION.test(word)) return GIVEN_PARTS.indexOf('validation')
  return TRAIN.test(word) ? GIVEN_PARTS.indexOf('train') : null
}
