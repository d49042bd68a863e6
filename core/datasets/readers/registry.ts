import type { ImportFormatKind } from '../import-plan.ts'
import type { ImportFormat } from './definition.ts'
import * as formats from './index.ts'

/** The formats in the order in which they are asked: signatures first, then text with a syntax of its own, then any text. */
const KINDS: readonly ImportFormatKind[] = ['idx', 'arrays', 'parquet', 'images', 'arff', 'json', 'csv']

const known: Readonly<Record<ImportFormatKind, ImportFormat>> = formats

/** Formats of files that can be imported. */
export const importFormats = {
  kinds: KINDS,
  has: (kind: string): kind is ImportFormatKind => Object.hasOwn(known, kind),
  get: (kind: ImportFormatKind): ImportFormat => known[kind],
}
