import type { PredictionsRequest } from '../../../electron/contract/api.ts'

/** Where the samples in the middle come from; a cell of the matrix narrows `mistakes` and `all`. */
export type SampleSource =
  | { readonly kind: 'mistakes' | 'all' | 'noted' }
  | { readonly kind: 'tag'; readonly tag: string }
  /** Positions in the data set, chosen on the map. */
  | { readonly kind: 'chosen'; readonly samples: readonly number[] }

const TAG = 'tag:'

/** As the address has it; null for mistakes, and for what no address could hold. */
export const sourceWord = (source: SampleSource): string | null => (source.kind === 'tag' ? TAG + source.tag : source.kind === 'mistakes' || source.kind === 'chosen' ? null : source.kind)

export function readSource(word: unknown): SampleSource {
  if (typeof word !== 'string') return { kind: 'mistakes' }
  if (word.startsWith(TAG) && word.length > TAG.length) return { kind: 'tag', tag: word.slice(TAG.length) }
  return { kind: word === 'all' || word === 'noted' ? word : 'mistakes' }
}

/** What is asked of the backend for it. */
export function sourceRequest(source: SampleSource): Pick<PredictionsRequest, 'scope' | 'among'> {
  switch (source.kind) {
    case 'mistakes': return {}
    case 'all': return { scope: 'all' }
    case 'noted': return { among: { noted: true } }
    case 'tag': return { among: { tag: source.tag } }
    case 'chosen': return { among: { samples: source.samples } }
  }
}
