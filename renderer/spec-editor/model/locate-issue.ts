import type { Issue } from '../../../core/index.ts'
import { nodeAt, pathSteps, type JsonText, type Range } from './json-tree.ts'

/** Where in the text a problem is: at the value, at the name of a field that should not be there, or at whatever should have it. */
export function rangeOfIssue({ path, received }: Pick<Issue, 'path' | 'received'>, { root }: JsonText): Range {
  if (root === null) return { from: 0, to: 0 }
  const steps = pathSteps(path)
  for (let length = steps.length; length > 0; length--) {
    const found = nodeAt(root, steps.slice(0, length))
    if (found === null) continue
    const { value, key } = found
    const isSurplus = length === steps.length && key !== null && received === JSON.stringify(steps.at(-1))
    if (value === null || isSurplus) return key ?? { from: 0, to: 0 }
    if (value.kind === 'plain') return value
    if (key !== null) return key
    // An entry of a list: what names it, else its bracket.
    const name = value.kind === 'object' ? value.entries.find((entry) => entry.name === 'kind' || entry.name === 'from')?.value : null
    return name ?? { from: value.from, to: value.from + 1 }
  }
  return { from: root.from, to: Math.min(root.from + 1, root.to) }
}
