import { SpecError, text } from '../../core/index.ts'
import type { Api, DesignId, DesignState } from '../contract/api.ts'
import type { DesignRepository } from '../database/design-repository.ts'

/** Experiments on the Design page, with their versions, and named groups of layers. */
export function createDesignsService(designs: DesignRepository): Api['designs'] {
  function stateOf(id: DesignId): DesignState {
    const state = designs.find(id)
    if (state === null) throw new SpecError([{ path: 'design', expected: text('an experiment of the workspace', 'un experimento del espacio de trabajo'), received: JSON.stringify(id) }])
    return state
  }

  return {
    list: async () => designs.list(),
    async opened() {
      const id = designs.opened()
      const state = id === null ? null : designs.find(id)
      return id === null || state === null ? null : { id, state }
    },
    async open(id) {
      const state = stateOf(id)
      designs.setOpened(id)
      return state
    },
    async save(id, state, summary) {
      designs.save(id, state, summary, Date.now())
      designs.setOpened(id)
    },
    async rename(id, name) {
      const state = stateOf(id)
      designs.rename(id, { ...state, spec: { ...state.spec, name } })
    },
    remove: async (id) => designs.trash(id, Date.now()),
    restore: async (id) => designs.restore(id),
    versions: async (id) => designs.versions(id),
    async keepVersion(id, { name, run, state }) {
      const last = designs.versions(id).at(-1)
      // A training that changes nothing needs no version of its own.
      if (name === '' && last !== undefined && JSON.stringify(last.state.spec) === JSON.stringify(state.spec)) return
      designs.keepVersion(id, { name, run, state, createdAt: Date.now() })
    },
    removeVersion: async (version) => designs.removeVersion(version),
    blocks: async () => designs.blocks(),
    async saveBlock(block) {
      if (block.name.trim() === '' || block.layers.length === 0) throw new SpecError([{ path: 'block', expected: text('a name and at least one layer', 'un nombre y al menos una capa'), received: `"${block.name}", ${block.layers.length}` }])
      designs.saveBlock(block, Date.now())
    },
    removeBlock: async (name) => designs.removeBlock(name),
  }
}
