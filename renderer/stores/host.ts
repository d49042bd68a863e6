import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { AppInfo } from '../../electron/contract/api.ts'
import { api } from '../api/client.ts'

/** The backend this window talks to. */
export const useHost = defineStore('host', () => {
  const info = shallowRef<AppInfo | null>(null)

  async function load(): Promise<void> {
    info.value = await api.app.info()
  }

  return { info, load }
})
