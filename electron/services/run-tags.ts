import { SpecError, text } from '../../core/index.ts'
import { LONGEST_TAG } from '../contract/runs-table.ts'

const folded = (tag: string): string => tag.toLowerCase()

/** Trimmed, each once whatever its capitals. Throws SpecError where one is longer than a tag may be. */
export function settleTags(given: readonly string[]): readonly string[] {
  const tags = new Map<string, string>()
  for (const tag of given.map((word) => word.trim().replace(/\s+/g, ' ')).filter((word) => word !== '')) {
    if (tag.length > LONGEST_TAG) throw new SpecError([{ path: 'tags', expected: text(`a tag of at most ${LONGEST_TAG} characters`, `una etiqueta de ${LONGEST_TAG} caracteres como mucho`), received: `one of ${tag.length}` }])
    if (!tags.has(folded(tag))) tags.set(folded(tag), tag)
  }
  return [...tags.values()]
}

/** The tags of a run after some were added and some taken away. */
export function markTags(tags: readonly string[], added: readonly string[], removed: readonly string[]): readonly string[] {
  const gone = new Set(removed.map((tag) => folded(tag.trim())))
  return settleTags([...tags.filter((tag) => !gone.has(folded(tag))), ...added])
}
