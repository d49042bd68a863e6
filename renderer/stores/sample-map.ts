import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { EmbeddingMethod } from '../../core/index.ts'

/** How maps of samples are drawn; kept while the window is open, whatever run is looked at. */
export const useSampleMap = defineStore('sample-map', () => {
  const method = ref<EmbeddingMethod>('umap')
  /** Null for the inputs, undefined for the layer that the decision is made from. */
  const layer = ref<string | null | undefined>(undefined)
  const samples = ref(2000)
  const perplexity = ref(30)
  const neighbours = ref(15)
  const seed = ref(1)
  return { method, layer, samples, perplexity, neighbours, seed }
})
