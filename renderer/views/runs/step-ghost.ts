import { refThrottled, useDebounceFn } from '@vueuse/core'
import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import type { RunSummary } from '../../../electron/contract/api.ts'
import { api } from '../../api/client.ts'
import { reducePoints, type Points } from '../../charts/reduce-points.ts'
import { useRuns } from '../../stores/runs.ts'

/** Points drawn, of however many steps. */
const DRAWN = 2000
const SETTLE_MS = 120
/** Runs of so few epochs are told by their steps, and others until they have as many. */
const FEW_EPOCHS = 3
const REDRAW_MS = 500

/** The loss of single steps, in the section of the chart that is in sight; null for a long run that is seen whole, once some epochs tell more. */
export function useStepGhost(run: () => RunSummary) {
  const runs = useRuns()
  const section = shallowRef({ from: 0, to: 1 })
  const stored = shallowRef<Points | null>(null)
  const isSeen = computed(() => section.value.to - section.value.from < 0.999 || run().epochs <= FEW_EPOCHS || run().epoch < FEW_EPOCHS)

  async function load(): Promise<void> {
    const { id, stepsPerEpoch, step, status } = run()
    const { from, to } = section.value
    if (!isSeen.value || stepsPerEpoch === null || step === 0) {
      stored.value = null
      return
    }
    const all = status === 'running' && to > 0.999
    const range = { from: Math.floor(from * step), to: all ? Number.MAX_SAFE_INTEGER : Math.ceil(to * step) }
    const [series] = await api.runs.series({ runs: [id], names: ['step/loss'], range, maximumPoints: DRAWN }).catch(() => [])
    if (id === run().id) stored.value = series === undefined ? null : { x: series.epochs, y: series.values }
  }
  const settle = useDebounceFn(load, SETTLE_MS)
  watch([section, isSeen, () => run().id, () => run().stepsPerEpoch], settle, { immediate: true })

  const reported = refThrottled(computed(() => runs.curvesOf(run().id).version.value), REDRAW_MS)
  const ghost: ComputedRef<Points | null> = computed(() => {
    void reported.value
    if (!isSeen.value) return null
    const live = runs.curvesOf(run().id).series.get('step/loss')
    if (live === undefined || live.length === 0) return stored.value
    const firstLive = live.epochs[0] ?? Infinity
    const before = stored.value === null ? 0 : stored.value.x.findIndex((x) => x >= firstLive)
    const kept = stored.value === null ? 0 : before === -1 ? stored.value.x.length : before
    const reduced = reducePoints({ x: live.epochs, y: live.values }, DRAWN)
    return { x: joined(stored.value?.x, kept, reduced.x), y: joined(stored.value?.y, kept, reduced.y) }
  })

  return { ghost, zoomed: (next: { readonly from: number; readonly to: number }) => void (section.value = next) }
}

function joined(before: Float64Array | undefined, kept: number, after: Float64Array): Float64Array {
  const all = new Float64Array(kept + after.length)
  if (before !== undefined) all.set(before.subarray(0, kept))
  all.set(after, kept)
  return all
}
