import { shallowRef, watch, type ShallowRef } from 'vue'
import { datasets, type BlockSpec } from '../../core/index.ts'
import type { SampleBatch } from '../../electron/contract/api.ts'
import { api } from '../api/client.ts'

/** Enough to see what a generator makes; fewer than it would store. */
const PICTURED = 240

export type PicturedSamples = SampleBatch & { readonly classes: readonly string[] | null }

/** A small sample of what a generator makes, for pictures; null for data that come from elsewhere or do not generate. */
export function useGeneratedSamples(spec: () => BlockSpec | null, seed: () => number): ShallowRef<PicturedSamples | null> {
  const samples = shallowRef<PicturedSamples | null>(null)
  let asked = 0
  watch([spec, seed], async () => {
    const question = ++asked
    const given = spec()
    if (given === null || !datasets.has(given.kind) || datasets.get(given.kind).source !== 'generator') {
      samples.value = null
      return
    }
    const few = 'samples' in datasets.get(given.kind).hyperparameters ? { ...given, samples: Math.min(PICTURED, Number(given['samples'] ?? PICTURED)) } : given
    const answer = await api.datasets.previewGenerated(few, seed()).catch(() => null) // the form says what is wrong
    if (question === asked) samples.value = answer
  }, { immediate: true })
  return samples
}
