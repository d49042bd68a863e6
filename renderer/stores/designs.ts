import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { DesignId, DesignSummary, DesignVersion, LayerBlock } from '../../electron/contract/api.ts'
import { api } from '../api/client.ts'
import { completeSpec } from './complete-spec.ts'
import { useExperiment } from './experiment.ts'

/** The workspace's experiments on the Design page, and the named groups of layers to be used again. */
export const useDesigns = defineStore('designs', () => {
  const experiment = useExperiment()
  const all = shallowRef<readonly DesignSummary[]>([])
  const blocks = shallowRef<readonly LayerBlock[]>([])

  /** Newest change first; what was just edited is saved before. */
  async function load(): Promise<void> {
    await experiment.saveNow()
    all.value = await api.designs.list()
  }

  async function loadBlocks(): Promise<void> {
    blocks.value = await api.designs.blocks()
  }

  async function open(id: DesignId, stepName: string): Promise<void> {
    if (id === experiment.designId) return
    experiment.show(id, await api.designs.open(id), stepName)
  }

  async function rename(id: DesignId, name: string, stepName: string): Promise<void> {
    if (id === experiment.designId) experiment.change(stepName, (spec) => ({ ...spec, name }))
    else await api.designs.rename(id, name)
    await load()
  }

  async function duplicate(id: DesignId, name: string, stepName: string): Promise<void> {
    await experiment.saveNow()
    const state = await api.designs.open(id)
    experiment.show(crypto.randomUUID(), { ...state, spec: { ...completeSpec(state.spec), name } }, stepName)
    await load()
  }

  /** To the trash. Where it was the one shown, the newest of the others is. */
  async function remove(id: DesignId, stepName: string): Promise<void> {
    const next = all.value.find((other) => other.id !== id)
    if (id === experiment.designId) {
      if (next === undefined) return
      await experiment.saveNow()
      await open(next.id, stepName)
    }
    await api.designs.remove(id)
    await load()
  }

  async function restore(id: DesignId): Promise<void> {
    await api.designs.restore(id)
    await load()
  }

  const versions = (): Promise<readonly DesignVersion[]> => (experiment.designId === null ? Promise.resolve([]) : api.designs.versions(experiment.designId))

  async function saveBlock(block: LayerBlock): Promise<void> {
    await api.designs.saveBlock(block)
    await loadBlocks()
  }

  async function removeBlock(name: string): Promise<void> {
    await api.designs.removeBlock(name)
    await loadBlocks()
  }

  return { all, blocks, load, loadBlocks, open, rename, duplicate, remove, restore, versions, saveBlock, removeBlock }
})
