import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ExperimentSpec, LayerLook, Trouble } from '../../core/index.ts'
import type { LookedInside } from '../../electron/contract/api.ts'
import { ApiError } from '../api/api-error.ts'
import { api } from '../api/client.ts'

/** What a look depends on. */
export interface LookSubject {
  readonly spec: ExperimentSpec
  readonly layer: string | null
}

/** The network being designed, as its run would begin; asked anew whenever the subject changes, one question at a time. */
export const useLookInside = defineStore('lookInside', () => {
  /** The sample of the training part that is shown; any whole number, counted round. */
  const sample = shallowRef(0)
  const look = shallowRef<LookedInside | null>(null)
  const failure = shallowRef<unknown>(null)
  const busy = shallowRef(false)
  let wanted: (LookSubject & { readonly sample: number }) | null = null

  const byLayer = computed<ReadonlyMap<string, LayerLook>>(() => new Map(look.value?.layers.map((layer) => [layer.layer, layer])))
  const troublesOf = (layer: string): readonly Trouble[] => look.value?.troubles.filter((trouble) => trouble.layer === layer) ?? []

  /** Nothing is shown any more; an answer on its way is dropped. */
  function clear(reason: unknown = null): void {
    wanted = null
    look.value = null
    failure.value = reason
  }

  async function show(subject: LookSubject): Promise<void> {
    wanted = { ...subject, sample: sample.value }
    if (busy.value) return
    busy.value = true
    while (wanted !== null) {
      const asked: typeof wanted = wanted
      await answer(asked)
      if (wanted === asked) wanted = null
    }
    busy.value = false
  }

  async function answer(asked: LookSubject & { readonly sample: number }): Promise<void> {
    const ask = (remedies: boolean): Promise<LookedInside> => api.experiments.lookInside(asked.spec, { sample: asked.sample, layer: asked.layer, remedies })
    try {
      const found = await ask(false)
      if (wanted === null) return
      look.value = { ...found, remedies: keptRemedies(found) }
      failure.value = null
      if (found.troubles.length === 0 || wanted !== asked) return
      const mended = await ask(true)
      if (wanted === asked) look.value = mended
    } catch (error) {
      if (wanted !== asked || (error instanceof ApiError && error.name === 'CancelledError')) return
      clear(error)
    }
  }

  /** While only the sample changes, the same things help. */
  const keptRemedies = ({ troubles }: LookedInside): LookedInside['remedies'] =>
    JSON.stringify(troubles) === JSON.stringify(look.value?.troubles) ? (look.value?.remedies ?? null) : null

  return { sample, look, failure, busy, byLayer, troublesOf, show, clear }
})
