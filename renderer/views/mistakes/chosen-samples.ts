import { shallowRef, type Ref } from 'vue'
import type { PredictedPages } from './predicted-pages.ts'

/** How a click or a key chooses: one alone, one more or less, or all up to it. */
export type Choosing = 'one' | 'toggle' | 'range'

/** Several samples of a list, by their position in it, beside the one that is shown. */
export function useChosenSamples(pages: PredictedPages, selected: Ref<number | null>) {
  const chosen = shallowRef<ReadonlySet<number>>(new Set())
  let anchor = 0

  function select(position: number, how: Choosing): void {
    if (how === 'one') {
      anchor = position
      chosen.value = new Set()
    } else if (how === 'toggle') {
      const next = new Set(chosen.value.size === 0 && selected.value !== null ? [selected.value] : chosen.value)
      if (!next.delete(position)) next.add(position)
      anchor = position
      chosen.value = next
    } else {
      const [from, to] = [Math.min(anchor, position), Math.max(anchor, position)]
      chosen.value = new Set(Array.from({ length: to - from + 1 }, (_, i) => from + i))
    }
    selected.value = position
  }

  const selectAll = (): void => void (chosen.value = new Set(Array.from({ length: pages.total.value ?? 0 }, (_, position) => position)))
  const clear = (): void => void (chosen.value = new Set())

  /** Positions in the data set of those that are chosen, or of the one that is shown. */
  async function samples(): Promise<readonly number[]> {
    const positions = chosen.value.size > 0 ? [...chosen.value].sort((a, b) => a - b) : selected.value === null ? [] : [selected.value]
    return pages.indicesAt(positions)
  }

  return { chosen, select, selectAll, clear, samples }
}
