import { useDebounceFn } from '@vueuse/core'
import { shallowRef, watch, type ShallowRef } from 'vue'
import type { RunId } from '../../electron/contract/api.ts'
import { api } from '../api/client.ts'
import type { SmoothedPart, Smoothing } from './smooth-curve.ts'

/** A curve that is wanted smoothed, all of it (null) or a part in more detail; steps, both ends included. */
export interface WantedAverage { readonly run: RunId; readonly name: string; readonly from: number | null; readonly to: number | null; readonly smoothing: Smoothing }
export interface FoundAverage { readonly wanted: WantedAverage; readonly part: SmoothedPart }

const SETTLE_MS = 120

/**
 * Curves smoothed by the backend over all their values, by `run name`. Asked for once what is wanted has come to rest, one question at a time, so that the
 * newest is never behind older ones; what is there stays until the answer comes. What is no longer wanted is let go.
 */
export function useSmoothedSeries(wanted: () => readonly WantedAverage[], maximumPoints: () => number, failed: (error: unknown) => void): ShallowRef<ReadonlyMap<string, FoundAverage>> {
  const found = shallowRef<ReadonlyMap<string, FoundAverage>>(new Map())
  let isAsking = false
  let isStale = false

  async function load(): Promise<void> {
    if (isAsking) {
      isStale = true
      return
    }
    isAsking = true
    try {
      do {
        isStale = false
        const answers = await ask(wanted(), maximumPoints())
        const keys = new Set(wanted().map(({ run, name }) => `${run} ${name}`))
        // An answer to what was asked before is still better than the one before that.
        found.value = new Map([...found.value, ...answers].filter(([key]) => keys.has(key)))
      } while (isStale)
    } catch (error) {
      failed(error)
    } finally {
      isAsking = false
    }
  }
  const settle = useDebounceFn(load, SETTLE_MS)
  watch(() => JSON.stringify(wanted()), (now) => {
    if (now === '[]') found.value = new Map()
    else void settle()
  }, { immediate: true })
  return found
}

/** Runs of which the same is wanted are asked for together. */
async function ask(wanted: readonly WantedAverage[], maximumPoints: number): Promise<readonly (readonly [string, FoundAverage])[]> {
  const together = Map.groupBy(wanted, ({ name, from, to, smoothing: { weight, unit } }) => `${name} ${from} ${to} ${weight} ${unit}`)
  const answers = await Promise.all([...together.values()].map(async (same) => {
    const [{ name, from, to, smoothing }] = same as [WantedAverage]
    const series = await api.runs.smoothed({ runs: same.map(({ run }) => run), names: [name], maximumPoints, ...smoothing, ...(from === null && to === null ? {} : { range: { from: from ?? Number.MIN_SAFE_INTEGER, to: to ?? Number.MAX_SAFE_INTEGER } }) })
    return series.map((part) => [`${part.run} ${name}`, { wanted: { run: part.run, name, from, to, smoothing }, part: { ...part, smoothing } }] as const)
  }))
  return answers.flat()
}
