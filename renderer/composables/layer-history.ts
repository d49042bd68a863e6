import { shallowRef, watch, type ShallowRef } from 'vue'
import { HISTOGRAM_BINS, type LayerNumbers } from '../../core/index.ts'
import type { LayerHistograms, MeasuredLayers, RunId } from '../../electron/contract/api.ts'
import type { MemberSteps } from '../../electron/contract/member-steps.ts'
import { api } from '../api/client.ts'
import { useRuns } from '../stores/runs.ts'

/** The histograms with those of a later measurement; a step that comes again (after a resume) cuts what stood from there on. */
export function withMeasurement(history: LayerHistograms, { step, layers }: MeasuredLayers, layer: string, what: LayerNumbers): LayerHistograms {
  const measured = layers.find(({ id }) => id === layer)?.histograms[what]
  if (measured == null || history.steps.at(-1) === step) return history
  const kept = history.steps.findIndex((earlier) => earlier >= step)
  const count = kept === -1 ? history.steps.length : kept
  const joined = (before: Float64Array, added: ArrayLike<number>, width: number): Float64Array => Float64Array.from([...before.subarray(0, count * width), ...Array.from(added)])
  return { steps: joined(history.steps, [step], 1), low: joined(history.low, [measured.low], 1), high: joined(history.high, [measured.high], 1), counts: joined(history.counts, measured.counts, HISTOGRAM_BINS), bins: HISTOGRAM_BINS }
}

const isWithin = (step: number, steps: MemberSteps | undefined): boolean => steps === undefined || (step > steps.after && step <= steps.until)

/** The layers of a run as they were measured last: asked for once, then as announced; of a member's steps alone where it is given. */
export function useMeasuredLayers(run: () => RunId, member: () => { readonly number: number; readonly steps: MemberSteps | undefined } | undefined = () => undefined): ShallowRef<MeasuredLayers | null> {
  const runs = useRuns()
  const latest = shallowRef<MeasuredLayers | null>(null)
  const live = (): MeasuredLayers | null => {
    const now = runs.curvesOf(run()).layers.value
    return now !== null && isWithin(now.step, member()?.steps) ? now : null
  }
  const asked = (): string => JSON.stringify([run(), member()?.number])
  watch(asked, async (wanted) => {
    latest.value = live()
    if (latest.value !== null) return
    const stored = await api.runs.layers(run(), member()?.number).catch(() => null) // gone meanwhile: the list says so
    if (asked() === wanted) latest.value ??= stored
  }, { immediate: true })
  watch(live, (now) => {
    if (now !== null) latest.value = now
  })
  return latest
}

/** What a history holds of some steps alone. */
export function historyWithin({ steps, low, high, counts, bins }: LayerHistograms, wanted: MemberSteps): LayerHistograms {
  const first = steps.findIndex((step) => isWithin(step, wanted))
  if (first === -1) return { steps: new Float64Array(0), low: new Float64Array(0), high: new Float64Array(0), counts: new Float64Array(0), bins }
  const end = steps.findLastIndex((step) => isWithin(step, wanted)) + 1
  return { steps: steps.slice(first, end), low: low.slice(first, end), high: high.slice(first, end), counts: counts.slice(first * bins, end * bins), bins }
}

/** How the numbers of a layer were spread over a run; null until it is known. */
export function useLayerHistory(of: () => { readonly run: RunId; readonly layer: string; readonly what: LayerNumbers }): ShallowRef<LayerHistograms | null> {
  const runs = useRuns()
  const history = shallowRef<LayerHistograms | null>(null)
  const key = (): string => JSON.stringify(of())
  watch(key, async (asked) => {
    const { run, layer, what } = of()
    history.value = null
    const stored = await api.runs.histograms(run, layer, what).catch(() => null)
    if (stored === null || key() !== asked) return
    const live = runs.curvesOf(run).layers.value
    history.value = live === null ? stored : withMeasurement(stored, live, layer, what)
  }, { immediate: true })
  watch(() => runs.curvesOf(of().run).layers.value, (live) => {
    const { layer, what } = of()
    if (live !== null && history.value !== null) history.value = withMeasurement(history.value, live, layer, what)
  })
  return history
}
