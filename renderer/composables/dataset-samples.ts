import { shallowRef, watch, type ShallowRef } from 'vue'
import type { DatasetSummary } from '../../electron/contract/api.ts'
import { api } from '../api/client.ts'
import { imageOf } from '../components/draw-sample.ts'
import type { PicturedSamples } from './generated-samples.ts'

const FEW_IMAGES = 60
const FEW_POINTS = 240
const remembered = new Map<string, PicturedSamples>()

/** The first samples of a stored data set, for its picture. Data sets never change, so they are asked for once. */
export function useDatasetSamples(dataset: () => DatasetSummary): ShallowRef<PicturedSamples | null> {
  const samples = shallowRef<PicturedSamples | null>(null)
  watch(() => dataset().id, async (id) => {
    const { inputShape, classes } = dataset()
    const known = remembered.get(id)
    samples.value = known ?? null
    if (known !== undefined) return
    const batch = await api.datasets.samples(id, 0, imageOf(inputShape) === null ? FEW_POINTS : FEW_IMAGES).catch(() => null) // the view itself reports what does not load
    if (batch === null) return
    remembered.set(id, { ...batch, classes })
    if (dataset().id === id) samples.value = { ...batch, classes }
  }, { immediate: true })
  return samples
}
