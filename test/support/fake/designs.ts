import type { ExperimentSpec } from '../../../core/index.ts'
import type { Api, DesignState, DesignVersion, LayerBlock } from '../../../electron/contract/api.ts'

interface KeptDesign { state: DesignState; summary: string; createdAt: number; changedAt: number; trashed: boolean; versions: DesignVersion[] }

/** Designs in memory; the draft is the one that is open. */
export function fakeDesigns(draft: ExperimentSpec | null): Api['designs'] {
  const kept = new Map<string, KeptDesign>()
  let opened = draft === null ? null : 'first'
  let time = 1_764_000_000_000
  let versionCount = 0
  let blocks: LayerBlock[] = []
  if (draft !== null) kept.set('first', { state: { spec: draft, positions: {}, groups: [], text: null }, summary: '', createdAt: time, changedAt: time, trashed: false, versions: [] })
  const found = (id: string): KeptDesign => {
    const design = kept.get(id)
    if (design === undefined) throw new Error(`No design ${id}`)
    return design
  }
  return {
    list: async () => [...kept].filter(([, { trashed }]) => !trashed).map(([id, { state: { spec: { name, network, outputs } }, summary, createdAt, changedAt }]) => ({ id, name, network, outputs, summary, createdAt, changedAt })).sort((a, b) => b.changedAt - a.changedAt),
    opened: async () => (opened === null ? null : { id: opened, state: found(opened).state }),
    open: async (id) => {
      opened = id
      return found(id).state
    },
    save: async (id, state, summary) => {
      time += 1000
      kept.set(id, { versions: [], createdAt: time, ...kept.get(id), state, summary, changedAt: time, trashed: false })
      opened = id
    },
    rename: async (id, name) => void (found(id).state = { ...found(id).state, spec: { ...found(id).state.spec, name } }),
    remove: async (id) => void (found(id).trashed = true),
    restore: async (id) => void (found(id).trashed = false),
    versions: async (id) => found(id).versions,
    keepVersion: async (id, version) => void found(id).versions.push({ ...version, id: ++versionCount, createdAt: (time += 1000) }),
    removeVersion: async (version) => kept.forEach((design) => (design.versions = design.versions.filter(({ id }) => id !== version))),
    blocks: async () => blocks,
    saveBlock: async (block) => void (blocks = [...blocks.filter(({ name }) => name !== block.name), block]),
    removeBlock: async (name) => void (blocks = blocks.filter((block) => block.name !== name)),
  }
}
