import { GIVEN_PARTS } from './dataset.ts'

/** The part a file's name speaks of, as an index into GIVEN_PARTS: `t10k-images`, `optdigits.tes`, `val.csv`. */
export function partOfName(name: string): number {
  if (/(^|[^a-z])(tests?|testing|tes|t10k|prueba)([^a-z]|$)/i.test(name)) return GIVEN_PARTS.indexOf('test')
  return /(^|[^a-z])(validation|valid|val|validacion)([^a-z]|$)/i.test(name) ? GIVEN_PARTS.indexOf('validation') : GIVEN_PARTS.indexOf('train')
}
