/** How well a text answers a query, and which of its characters did. */
export interface FuzzyMatch { readonly score: number; readonly positions: readonly number[] }

const CONSECUTIVE = 8
const WORD_START = 10
const TEXT_START = 6

/** Nothing to take accents from. */
const PLAIN = /^[ -~]*$/

/** Accents and case do not matter: `perdida` finds `Pérdida`. */
export const folded = (text: string): string => (PLAIN.test(text) ? text : text.normalize('NFD').replace(/\p{Diacritic}/gu, '')).toLowerCase()

/** The query's characters in order in the text; null when they are not all there. Runs of characters and starts of words score. */
export function fuzzyMatch(query: string, text: string): FuzzyMatch | null {
  const wanted = folded(query).replaceAll(' ', '')
  const letters = [...text].map((letter) => folded(letter))
  if (wanted === '') return { score: 0, positions: [] }
  let best: FuzzyMatch | null = null
  // Taking the first place of the first letter can miss a better run later, so every start is tried.
  letters.forEach((letter, start) => {
    if (letter !== wanted[0]) return
    const match = matchFrom(wanted, letters, start)
    if (match !== null && (best === null || match.score > best.score)) best = match
  })
  return best
}

function matchFrom(wanted: string, letters: readonly string[], start: number): FuzzyMatch | null {
  const positions: number[] = []
  let score = start === 0 ? TEXT_START : 0
  let from = start
  for (const letter of wanted) {
    const at = letters.indexOf(letter, from)
    if (at === -1) return null
    if (positions.at(-1) === at - 1) score += CONSECUTIVE
    else if (at === 0 || /[\s\-_./·]/.test(letters[at - 1] ?? '')) score += WORD_START
    else score -= Math.min(5, at - from)
    positions.push(at)
    from = at + 1
  }
  return { score: score - letters.length / 50, positions }
}

/** The items that match, best first; in their own order for an empty query. */
export function fuzzyFilter<T>(query: string, items: readonly T[], textOf: (item: T) => string): readonly { readonly item: T; readonly positions: readonly number[] }[] {
  if (query.trim() === '') return items.map((item) => ({ item, positions: [] }))
  return items
    .flatMap((item) => {
      const match = fuzzyMatch(query, textOf(item))
      return match === null ? [] : [{ item, ...match }]
    })
    .sort((a, b) => b.score - a.score)
}
