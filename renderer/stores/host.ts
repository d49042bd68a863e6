import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { AppInfo, MachineSpeed } from '../../electron/contract/api.ts'
import { api, listen } from '../api/client.ts'

/** The backend this window talks to. */
export const useHost = defineStore('host', () => {
  const info = shallowRef<AppInfo | null>(null)

  /** Null until it is known; what cannot be measured is null inside. */
  const speed = shallowRef<MachineSpeed | null>(null)

  async function load(): Promise<void> {
    listen('app.speedChanged', (now) => (speed.value = now))
    info.value = await api.app.info()
    // Not waited for: nothing but an estimate depends on it.
    void api.app.speed().then((now) => (speed.value ??= now), () => {})
  }

  return { info, speed, load }
})
