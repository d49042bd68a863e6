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
export function useFinerSeries(wanted: () => readonly WantedPart[], maximumPoints: number): ShallowRef<ReadonlyMap<string, FinerPart>> {
  const parts = shallowRef<ReadonlyMap<string, FinerPart>>(new Map())
  let asked = 0

  async function load(): Promise<void> {
    const mine = ++asked
    const list = wanted()
    const found = await Promise.all(list.map(async (part) => {
      const [series] = await api.runs.series({ runs: [part.run], names: [part.name], range: { from: part.from, to: part.to }, maximumPoints }).catch(() => []) // the coarse curve stays
      return series === undefined || series.steps.length === 0 ? null : ([`${part.run} ${part.name}`, { wanted: part, curve: series }] as const)
    }))
    if (mine === asked) parts.value = new Map(found.filter((part) => part !== null))
  }
  const settle = useDebounceFn(load, SETTLE_MS)
  watch(() => JSON.stringify(wanted()), settle)
  return parts
}
