import { refThrottled } from '@vueuse/core'
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import type { RunId, Series } from '../../electron/contract/api.ts'
import { api } from '../api/client.ts'
import { onReconnected } from '../api/connection.ts'
import { useRuns } from '../stores/runs.ts'
import { joinCurves, type Curve } from './join-curves.ts'

/** How often live curves are drawn again. */
const REDRAW_MS = 250

export interface WantedSeries { readonly run: RunId; readonly names: readonly string[] }
export type CurveOf = (run: RunId, name: string) => Curve | null

const keyOf = (run: RunId, name: string): string => `${run} ${name}`

/** The curves of runs: asked for once, then grown by what is announced. Read `.value` to be told when they change. */
export function useRunSeries(wanted: () => readonly WantedSeries[], maximumPoints: number): ComputedRef<CurveOf> {
  const runs = useRuns()
  const stored = shallowRef<ReadonlyMap<string, Series>>(new Map())
  let asked = new Set<string>()

  async function fetchMissing(): Promise<void> {
    for (const { run, names } of wanted()) {
      const missing = names.filter((name) => !asked.has(keyOf(run, name)))
      if (missing.length === 0) continue
      for (const name of missing) asked.add(keyOf(run, name))
      const found = await api.runs.series({ runs: [run], names: missing, maximumPoints }).catch(() => {
        for (const name of missing) asked.delete(keyOf(run, name)) // asked again when the choice changes
        return []
      })
      stored.value = new Map([...stored.value, ...found.map((series) => [keyOf(series.run, series.name), series] as const)])
    }
  }

  watch(() => JSON.stringify(wanted()), fetchMissing, { immediate: true })
  onScopeDispose(onReconnected(() => {
    asked = new Set()
    void fetchMissing()
  }))

  const versionOf = ({ run, names }: WantedSeries): number => {
    const { version, epochVersion } = runs.curvesOf(run)
    return names.some((name) => name.startsWith('step/')) ? version.value : epochVersion.value
  }
  const reported = refThrottled(computed(() => wanted().reduce((sum, series) => sum + versionOf(series), 0)), REDRAW_MS)
  return computed(() => {
    void reported.value
    const known = stored.value
    return (run, name) => joinCurves(known.get(keyOf(run, name)) ?? null, runs.curvesOf(run).series.get(name) ?? null)
  })
}
