import { shallowRef, watch } from 'vue'
import { sizeOf, type Shape } from '../../core/index.ts'
import { api } from '../api/client.ts'

const PAGE = 200

/** One sample as views draw it. */
export interface PagedSample { readonly inputs: Float32Array; readonly targets: Float32Array }

/** The samples of a data set, loaded page by page as they come into sight. */
export function useSamplePages(id: () => string, shape: () => Shape) {
  const pages = new Map<number, readonly PagedSample[]>()
  const asked = new Set<number>()
  /** Rises with every page that arrives. */
  const version = shallowRef(0)
  watch(id, () => {
    pages.clear()
    asked.clear()
    version.value++
  })

  async function loadPage(page: number): Promise<void> {
    asked.add(page)
    const wanted = id()
    const { indices, inputs, targets } = await api.datasets.samples(wanted, page * PAGE, PAGE)
    if (wanted !== id()) return
    const size = sizeOf(shape())
    const perSample = indices.length === 0 ? 0 : targets.length / indices.length
    pages.set(page, Array.from(indices, (_, i) => ({ inputs: inputs.subarray(i * size, (i + 1) * size), targets: targets.subarray(i * perSample, (i + 1) * perSample) })))
    version.value++
  }

  /** Asks for what is missing of a window of positions. */
  function need(first: number, last: number): void {
    for (let page = Math.floor(first / PAGE); page * PAGE < last; page++) if (!asked.has(page)) void loadPage(page).catch(() => asked.delete(page)) // asked again when it is next in sight
  }

  const get = (position: number): PagedSample | null => pages.get(Math.floor(position / PAGE))?.[position % PAGE] ?? null

  return { version, need, get }
}
