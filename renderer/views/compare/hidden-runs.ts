import type { RunId } from '../../../electron/contract/api.ts'

/** Draws some runs, or hides them where all of them are drawn. */
export const toggled = (hidden: readonly RunId[], ids: readonly RunId[]): readonly RunId[] =>
  (ids.some((id) => hidden.includes(id)) ? hidden.filter((id) => !ids.includes(id)) : [...hidden, ...ids])

/** Draws these alone; all again where that was so already. */
export function isolated(all: readonly RunId[], hidden: readonly RunId[], ids: readonly RunId[]): readonly RunId[] {
  const others = all.filter((id) => !ids.includes(id))
  const wasAlone = ids.every((id) => !hidden.includes(id)) && others.every((id) => hidden.includes(id))
  return wasAlone ? [] : others
}
