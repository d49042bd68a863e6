import { shallowRef, watch } from 'vue'
import { sizeOf, type Shape } from '../../core/index.ts'
import type { SampleBatch } from '../../electron/contract/api.ts'
import { api } from '../api/client.ts'

/** Numbers asked for at once: a page of small images, a few large ones. */
const PAGE_NUMBERS = 80_000
const MOST_ROWS = 200
const LEAST_ROWS = 10
/** Questions on their way at the same time; what has scrolled out of sight in the meantime is not asked for. */
const MOST_ASKED = 2
/** Numbers kept; the pages seen longest ago go first. */
const MOST_KEPT = 24e6

/** One sample as views draw it. */
export interface PagedSample { readonly inputs: Float32Array; readonly targets: Float32Array }

/**
 * The samples of a data set, or of some of its positions, loaded page by page as they come into sight. `prepare` makes of a page what the view
 * draws from, once.
 */
export function useSamplePages<Page>(id: () => string, shape: () => Shape, positions: () => Int32Array | null, prepare: (batch: SampleBatch) => Page | Promise<Page>) {
  const pages = new Map<number, Page>()
  const asked = new Set<number>()
  let wanted: readonly number[] = []
  let generation = 0
  /** Rises with every page that arrives. */
  const version = shallowRef(0)
  const rowsPerPage = (): number => Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(PAGE_NUMBERS / Math.max(1, sizeOf(shape())))))

  watch([id, positions], () => {
    generation++
    pages.clear()
    asked.clear()
    version.value++
  }, { flush: 'sync' })

  async function loadPage(page: number): Promise<void> {
    asked.add(page)
    const current = generation
    const rows = rowsPerPage()
    const chosen = positions()
    try {
      const batch = await (chosen === null ? api.datasets.samples(id(), page * rows, rows) : api.datasets.samplesAt(id(), chosen.slice(page * rows, (page + 1) * rows)))
      const prepared = await prepare(batch)
      if (current !== generation) return
      pages.set(page, prepared)
      const most = Math.max(4, Math.floor(MOST_KEPT / (rows * Math.max(1, sizeOf(shape())))))
      for (const oldest of pages.keys()) {
        if (pages.size <= most) break
        if (!wanted.includes(oldest)) pages.delete(oldest)
      }
      version.value++
    } catch {
      // Asked again when it is next in sight.
    } finally {
      if (current === generation) {
        asked.delete(page)
        askNext()
      }
    }
  }

  function askNext(): void {
    for (const page of wanted) {
      if (asked.size >= MOST_ASKED) return
      if (!pages.has(page) && !asked.has(page)) void loadPage(page)
    }
  }

  /** Asks for what is missing of a window of rows. */
  function need(first: number, last: number): void {
    const rows = rowsPerPage()
    const from = Math.floor(first / rows)
    wanted = Array.from({ length: Math.max(0, Math.ceil(last / rows) - from) }, (_, i) => from + i)
    askNext()
  }

  /** The page a row is on and its place there, or null while it is on its way. */
  function get(row: number): { readonly page: Page; readonly place: number } | null {
    const rows = rowsPerPage()
    const number = Math.floor(row / rows)
    const page = pages.get(number)
    return page === undefined ? null : { page, place: row % rows }
  }

  return { version, need, get }
}

/** A batch as one sample after the other. */
export function samplesOf({ indices, shape, inputs, targets }: SampleBatch): readonly PagedSample[] {
  const size = sizeOf(shape)
  const perSample = indices.length === 0 ? 0 : targets.length / indices.length
  return Array.from(indices, (_, i) => ({ inputs: inputs.subarray(i * size, (i + 1) * size), targets: targets.subarray(i * perSample, (i + 1) * perSample) }))
}
