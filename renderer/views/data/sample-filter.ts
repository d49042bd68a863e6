import { SPLIT_PARTS, type SplitPart } from '../../../core/index.ts'
import type { SampleLabels } from '../../../electron/contract/api.ts'

/** Which samples are looked at; null stands for all. */
export interface SampleFilter { readonly label: number | null; readonly part: SplitPart | null }

/** The positions that pass, ascending; null where all do. */
export function filterPositions({ labels, parts }: SampleLabels, { label, part }: SampleFilter): Int32Array | null {
  if (label === null && part === null) return null
  const wanted = part === null ? -1 : SPLIT_PARTS.indexOf(part)
  const count = labels?.length ?? parts?.length ?? 0
  const found: number[] = []
  for (let i = 0; i < count; i++) if ((label === null || labels?.[i] === label) && (wanted === -1 || (parts?.[i] ?? 0) === wanted)) found.push(i)
  return Int32Array.from(found)
}

/** Where a sample stands among those that pass, or the nearest one after it. */
export function placeOf(positions: Int32Array | null, sample: number): number {
  if (positions === null) return sample
  let low = 0
  let high = positions.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((positions[middle] ?? 0) < sample) low = middle + 1
    else high = middle
  }
  return Math.min(low, Math.max(0, positions.length - 1))
}
