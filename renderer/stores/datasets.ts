import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { DatasetId, DatasetSummary } from '../../electron/contract/api.ts'
import { api, listen } from '../api/client.ts'
import { onReconnected } from '../api/connection.ts'

/** The workspace's data sets as last announced. */
export const useDatasets = defineStore('datasets', () => {
  const all = shallowRef<readonly DatasetSummary[]>([])
  const loaded = shallowRef(false)
  const byId = computed<ReadonlyMap<DatasetId, DatasetSummary>>(() => new Map(all.value.map((dataset) => [dataset.id, dataset])))

  const get = (id: DatasetId): DatasetSummary | undefined => byId.value.get(id)

  async function load(): Promise<void> {
    all.value = await api.datasets.list()
    loaded.value = true
  }

  /** Begins to mirror; call once the window is connected. */
  async function open(): Promise<void> {
    listen('datasets.changed', ({ datasets }) => (all.value = datasets))
    onReconnected(() => void load())
    await load()
  }

  return { all, loaded, get, load, open }
})
