import { shallowRef, watch } from 'vue'
import { sizeOf, type Shape, type Uncertainty } from '../../../core/index.ts'
import type { Disagreement, MistakesRequest, PredictedSamples, RunId } from '../../../electron/contract/api.ts'
import { api } from '../../api/client.ts'

export const SAMPLES_PER_PAGE = 100
/** Questions on their way at the same time; what has scrolled out of sight in the meantime is not asked for. */
const MOST_ASKED = 2
/** Numbers kept; the pages that came longest ago go first. */
const MOST_KEPT = 24e6

/** One sample with what the network said about it. */
export interface PredictedSample {
  /** Position in the data set. */
  readonly index: number
  readonly shape: Shape
  readonly inputs: Float32Array
  readonly targets: Float32Array
  /** Class probabilities, or predicted values. */
  readonly outputs: Float32Array
  readonly loss: number
  /** What another run says of it, where two are set against each other. */
  readonly otherOutputs: Float32Array | null
  /** What the members of an ensemble disagree on: `entropy` and `mutualInformation` in nats, or `deviation` by value; null for a single network. */
  readonly uncertainty: Readonly<Record<string, Float32Array>> | null
}

/** With `against`: the samples on which the run and another differ so. */
export interface SampleQuery extends Omit<MistakesRequest, 'offset' | 'limit'> {
  readonly against?: { readonly run: RunId; readonly which: Disagreement }
}

/** Takes a batch apart into samples. */
export function predictedSamples({ samples, outputs, losses, uncertainty }: PredictedSamples, otherOutputs: Float32Array | null = null): readonly PredictedSample[] {
  const count = samples.indices.length
  const size = sizeOf(samples.shape)
  const perTarget = count === 0 ? 0 : samples.targets.length / count
  const perOutput = count === 0 ? 0 : outputs.length / count
  return Array.from(samples.indices, (index, i) => ({
    index,
    shape: samples.shape,
    inputs: samples.inputs.subarray(i * size, (i + 1) * size),
    targets: samples.targets.subarray(i * perTarget, (i + 1) * perTarget),
    outputs: outputs.subarray(i * perOutput, (i + 1) * perOutput),
    loss: losses[i] ?? NaN,
    otherOutputs: otherOutputs?.subarray(i * perOutput, (i + 1) * perOutput) ?? null,
    uncertainty: uncertainty === null ? null : uncertaintyAt(uncertainty, i, count),
  }))
}

function uncertaintyAt(uncertainty: Uncertainty, sample: number, count: number): PredictedSample['uncertainty'] {
  return Object.fromEntries(Object.entries(uncertainty as Readonly<Record<string, Float32Array>>).map(([name, values]) => {
    const width = values.length / count
    return [name, values.subarray(sample * width, (sample + 1) * width)]
  }))
}

async function loadSamples({ against, ...query }: SampleQuery, paging: { readonly offset: number; readonly limit: number }): Promise<{ readonly total: number; readonly samples: readonly PredictedSample[] }> {
  if (against === undefined) {
    const found = await api.analysis.mistakes({ ...query, ...paging })
    return { total: found.total, samples: predictedSamples(found) }
  }
  const { page, otherOutputs } = await api.analysis.disagreements({ runs: [query.run, against.run], part: query.part, which: against.which, ...paging })
  return { total: page.total, samples: predictedSamples(page, otherOutputs) }
}

const pageOf = (position: number): number => Math.floor(position / SAMPLES_PER_PAGE)

export type PredictedPages = ReturnType<typeof usePredictedPages>

/**
 * The samples that answer a query, loaded page by page as they come into sight; `revision` says when the same query may have another answer,
 * `selected` is the position of a sample that is kept although others are in sight.
 */
export function usePredictedPages(query: () => SampleQuery, revision: () => number = () => 0, selected: () => number | null = () => null) {
  const pages = new Map<number, readonly PredictedSample[]>()
  const asked = new Set<number>()
  /** Pages that could not be loaded are not asked for again. */
  const refused = new Set<number>()
  let wanted: readonly number[] = []
  /** Rises with every page that arrives. */
  const version = shallowRef(0)
  /** Null until the first page arrives. */
  const total = shallowRef<number | null>(null)
  const failure = shallowRef<string | null>(null)
  let current = ''

  async function loadPage(page: number): Promise<void> {
    asked.add(page)
    const whose = current
    try {
      const found = await loadSamples(query(), { offset: page * SAMPLES_PER_PAGE, limit: SAMPLES_PER_PAGE })
      if (whose !== current) return
      pages.set(page, found.samples)
      forget(found.samples)
      total.value = found.total
      version.value++
    } catch (error) {
      if (whose !== current) return
      refused.add(page)
      failure.value = error instanceof Error ? error.message : String(error)
    }
    asked.delete(page)
    askNext()
  }

  /** Lets pages go that are not in sight, where there are too many. */
  function forget([sample]: readonly PredictedSample[]): void {
    const most = Math.max(4, Math.floor(MOST_KEPT / (SAMPLES_PER_PAGE * Math.max(1, sizeOf(sample?.shape ?? [])))))
    const kept = new Set([...wanted, pageOf(selected() ?? 0)])
    for (const oldest of pages.keys()) {
      if (pages.size <= most) return
      if (!kept.has(oldest)) pages.delete(oldest)
    }
  }

  function askNext(): void {
    for (const page of wanted) {
      if (asked.size >= MOST_ASKED) return
      if (!pages.has(page) && !asked.has(page) && !refused.has(page)) void loadPage(page)
    }
  }

  watch(() => JSON.stringify([query(), revision()]), (now) => {
    current = now
    pages.clear()
    asked.clear()
    refused.clear()
    wanted = []
    total.value = null
    failure.value = null
    version.value++
    void loadPage(0)
  }, { immediate: true })

  /** Asks for what is missing of a window of positions; what is no longer in it is not asked for. */
  function need(first: number, last: number): void {
    wanted = Array.from({ length: Math.max(0, Math.ceil(last / SAMPLES_PER_PAGE) - pageOf(first)) }, (_, i) => pageOf(first) + i)
    askNext()
  }

  const get = (position: number): PredictedSample | null => pages.get(pageOf(position))?.[position % SAMPLES_PER_PAGE] ?? null

  /** Positions in the data set of samples of the list, loaded or not. */
  async function indicesAt(positions: readonly number[]): Promise<readonly number[]> {
    const known = positions.map((position) => get(position)?.index)
    if (known.every((index) => index !== undefined)) return known
    const { against, ...asked } = query()
    if (against !== undefined) return known.filter((index) => index !== undefined)
    const { indices } = await api.analysis.predictions(asked)
    return positions.map((position) => indices[position]).filter((index) => index !== undefined)
  }

  return { version, total, failure, need, get, indicesAt }
}
