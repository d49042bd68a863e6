import type { McNemar } from '../../../electron/contract/api.ts'

/** Below this a difference is taken for more than chance. */
const SIGNIFICANT = 0.05
/** With fewer samples on which two runs differ, no outcome could be significant. */
const FEWEST = 6

/** What McNemar's test says in words: which of two runs is better, or why nobody can tell. */
export function judge({ onlyFirst, onlySecond, pValue }: McNemar): { readonly key: 'same' | 'tooFew' | 'chance' | 'better'; readonly better: 'first' | 'second' } {
  const better = onlyFirst >= onlySecond ? 'first' : 'second'
  const differing = onlyFirst + onlySecond
  if (differing === 0) return { key: 'same', better }
  if (pValue < SIGNIFICANT) return { key: 'better', better }
  return { key: differing < FEWEST ? 'tooFew' : 'chance', better }
}
