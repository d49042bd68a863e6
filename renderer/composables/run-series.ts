import { computed, nextTick, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import type { RunId, Series } from '../../electron/contract/api.ts'
import { api } from '../api/client.ts'
import { onReconnected } from '../api/connection.ts'
import { useRuns } from '../stores/runs.ts'
import { createJoiner, type Curve } from './join-curves.ts'

/**
 * How often live curves are drawn again: four times a second for one run, once for four and more, whose charts take as much longer to be painted; and as often
 * as takes an eighth of the time, if that is not too seldom.
 */
const REDRAW_MS = { least: 250, most: 1000 }
const SHARE = 8

/** Questions whose answers are worked out between two frames. */
const RUNS_AT_ONCE = { epochs: 100, steps: 20 }

export interface WantedSeries { readonly run: RunId; readonly names: readonly string[] }
export type CurveOf = (run: RunId, name: string) => Curve | null

const keyOf = (run: RunId, name: string): string => `${run} ${name}`

/** The curves of runs: asked for once, then grown by what is announced. Read `.value` to be told when they change. */
export function useRunSeries(wanted: () => readonly WantedSeries[], maximumPoints: number | ((runs: number) => number)): ComputedRef<CurveOf> {
  const most = typeof maximumPoints === 'number' ? () => maximumPoints : maximumPoints
  const runs = useRuns()
  const stored = shallowRef<ReadonlyMap<string, Series>>(new Map())
  let asked = new Set<string>()
  const joiners = new Map<string, ReturnType<typeof createJoiner>>()

  async function fetchMissing(): Promise<void> {
    // Runs of which the same is missing are asked for together.
    const missing = new Map<string, { readonly names: readonly string[]; readonly runs: RunId[] }>()
    for (const { run, names } of wanted()) {
      const absent = names.filter((name) => !asked.has(keyOf(run, name)))
      if (absent.length === 0) continue
      for (const name of absent) asked.add(keyOf(run, name))
      const together = missing.get(absent.join(' ')) ?? { names: absent, runs: [] }
      missing.set(absent.join(' '), together)
      together.runs.push(run)
    }
    // What epochs tell is little and comes first; single steps are many.
    const questions = [...missing.values()].flatMap(({ names, runs: all }) => {
      const isStep = (name: string): boolean => name.startsWith('step/')
      return [{ names: names.filter((name) => !isStep(name)), all, atOnce: RUNS_AT_ONCE.epochs }, { names: names.filter(isStep), all, atOnce: RUNS_AT_ONCE.steps }]
    }).filter(({ names }) => names.length > 0).sort((a, b) => b.atOnce - a.atOnce)
    for (const { names, all, atOnce } of questions) {
      for (let from = 0; from < all.length; from += atOnce) {
        const some = all.slice(from, from + atOnce)
        const found = await api.runs.series({ runs: some, names, maximumPoints: most(wanted().length) }).catch(() => {
          for (const run of some) for (const name of names) asked.delete(keyOf(run, name)) // asked again when the choice changes
          return []
        })
        stored.value = new Map([...stored.value, ...found.map((series) => [keyOf(series.run, series.name), series] as const)])
      }
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
  const latest = computed(() => wanted().reduce((sum, series) => sum + versionOf(series), 0))
  const reported = shallowRef(latest.value)
  let wait = REDRAW_MS.least
  let due: ReturnType<typeof setTimeout> | undefined
  let drawnAt = -Infinity
  async function redraw(): Promise<void> {
    due = undefined
    drawnAt = performance.now()
    reported.value = latest.value
    await nextTick()
    wait = Math.min(REDRAW_MS.most, Math.max(REDRAW_MS.least * wanted().length, SHARE * (performance.now() - drawnAt)))
  }
  watch(latest, () => {
    const left = drawnAt + wait - performance.now()
    if (left <= 0 && due === undefined) void redraw()
    else due ??= setTimeout(() => void redraw(), Math.max(0, left))
  })
  onScopeDispose(() => clearTimeout(due))
  return computed(() => {
    void reported.value
    const known = stored.value
    return (run, name) => {
      const key = keyOf(run, name)
      let join = joiners.get(key)
      if (join === undefined) joiners.set(key, (join = createJoiner()))
      return join(known.get(key) ?? null, runs.curvesOf(run).series.get(name) ?? null)
    }
  })
}
