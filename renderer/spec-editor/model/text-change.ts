/** The one place where two texts differ: the characters from `from` to `to` of the old one become `insert`. */
export interface TextChange { readonly from: number; readonly to: number; readonly insert: string }

/** The smallest single change between two texts, so that a caret elsewhere stays where it is; null for equal texts. */
export function changeBetween(before: string, after: string): TextChange | null {
  if (before === after) return null
  const shorter = Math.min(before.length, after.length)
  let from = 0
  while (from < shorter && before[from] === after[from]) from++
  let same = 0
  while (same < shorter - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same++
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) }
}
