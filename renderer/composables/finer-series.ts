import { useDebounceFn } from '@vueuse/core'
import { shallowRef, watch, type ShallowRef } from 'vue'
import type { RunId } from '../../electron/contract/api.ts'
import { api } from '../api/client.ts'
import type { Curve } from './join-curves.ts'

/** A part of a run's curve that is wanted in more detail; steps, both included. */
export interface WantedPart { readonly run: RunId; readonly name: string; readonly from: number; readonly to: number }
export interface FinerPart { readonly wanted: WantedPart; readonly curve: Curve }

const SETTLE_MS = 150

/** Parts of stored curves in more detail, by `run name`; asked for once a zoom has come to rest, and kept until others take their place. */
export function useFinerSeries(wanted: () => readonly WantedPart[], maximumPoints: () => number): ShallowRef<ReadonlyMap<string, FinerPart>> {
  const parts = shallowRef<ReadonlyMap<string, FinerPart>>(new Map())
  let asked = 0

  async function load(): Promise<void> {
    const mine = ++asked
    const together = new Map<string, WantedPart[]>()
    for (const part of wanted()) {
      const key = `${part.name} ${part.from} ${part.to}`
      const same = together.get(key)
      if (same === undefined) together.set(key, [part])
      else same.push(part)
    }
    const found = await Promise.all([...together.values()].map(async (parts) => {
      const [{ name, from, to }] = parts as [WantedPart]
      const answer = await api.runs.series({ runs: parts.map(({ run }) => run), names: [name], range: { from, to }, maximumPoints: maximumPoints() }).catch(() => []) // the coarse curves stay
      return answer.filter(({ steps }) => steps.length > 0).map((series) => [`${series.run} ${name}`, { wanted: { run: series.run, name, from, to }, curve: series }] as const)
    }))
    if (mine === asked) parts.value = new Map(found.flat())
  }
  const settle = useDebounceFn(load, SETTLE_MS)
  watch(() => JSON.stringify(wanted()), settle)
  return parts
}
