import type { Database } from 'better-sqlite3'
import type { DesignId, DesignState, DesignSummary, DesignVersion, LayerBlock } from '../contract/api.ts'
import { createSettingRepository } from './setting-repository.ts'

/** Experiments on the Design page, their kept versions, and named groups of layers. */
export interface DesignRepository {
  /** Newest change first, without those in the trash. */
  list(): readonly DesignSummary[]
  find(id: DesignId): DesignState | null
  save(id: DesignId, state: DesignState, summary: string, at: number): void
  rename(id: DesignId, state: DesignState): void
  trash(id: DesignId, at: number): void
  restore(id: DesignId): void
  /** Which one the page shows. */
  opened(): DesignId | null
  setOpened(id: DesignId): void
  /** Oldest first. */
  versions(id: DesignId): readonly DesignVersion[]
  keepVersion(id: DesignId, version: Omit<DesignVersion, 'id'>): number
  removeVersion(version: number): void
  blocks(): readonly LayerBlock[]
  saveBlock(block: LayerBlock, at: number): void
  removeBlock(name: string): void
}

const OPENED = 'design.open'

interface DesignRow { readonly id: string; readonly name: string; readonly state: string; readonly summary: string; readonly createdAt: number; readonly changedAt: number }
interface VersionRow { readonly id: number; readonly name: string; readonly run: string | null; readonly state: string; readonly createdAt: number }

/** Older states lack what was added since. */
const readState = (json: string): DesignState => ({ positions: {}, groups: [], text: null, ...(JSON.parse(json) as Pick<DesignState, 'spec'> & Partial<DesignState>) })

export function createDesignRepository(database: Database): DesignRepository {
  const settings = createSettingRepository(database)
  const all = database.prepare<[], DesignRow>('select id, name, state, summary, created_at as createdAt, changed_at as changedAt from design where trashed_at is null order by changed_at desc, id')
  const one = database.prepare<[string], string>('select state from design where id = ?').pluck()
  const put = database.prepare(`insert into design (id, name, state, summary, created_at, changed_at) values (@id, @name, @state, @summary, @at, @at)
    on conflict (id) do update set name = excluded.name, state = excluded.state, summary = excluded.summary, changed_at = excluded.changed_at, trashed_at = null`)
  const name = database.prepare('update design set name = ?, state = ? where id = ?')
  const trash = database.prepare('update design set trashed_at = ? where id = ?')
  const kept = database.prepare<[string], VersionRow>('select id, name, run_id as run, state, created_at as createdAt from design_version where design_id = ? order by id')
  const keep = database.prepare('insert into design_version (design_id, name, run_id, state, created_at) values (?, ?, ?, ?, ?)')
  const forget = database.prepare('delete from design_version where id = ?')
  const blocks = database.prepare<[], string>('select block from layer_block order by name').pluck()
  const putBlock = database.prepare('insert or replace into layer_block (name, block, changed_at) values (?, ?, ?)')
  const dropBlock = database.prepare('delete from layer_block where name = ?')
  return {
    list: () => all.all().map(({ state, ...row }) => {
      const { network, outputs } = readState(state).spec
      return { ...row, network, outputs }
    }),
    find(id) {
      const state = one.get(id)
      return state === undefined ? null : readState(state)
    },
    save: (id, state, summary, at) => void put.run({ id, name: state.spec.name, state: JSON.stringify(state), summary, at }),
    rename: (id, state) => void name.run(state.spec.name, JSON.stringify(state), id),
    trash: (id, at) => void trash.run(at, id),
    restore: (id) => void trash.run(null, id),
    opened: () => settings.get<DesignId>(OPENED),
    setOpened: (id) => settings.set(OPENED, id),
    versions: (id) => kept.all(id).map(({ state, ...row }) => ({ ...row, state: readState(state) })),
    keepVersion: (id, { name: called, run, state, createdAt }) => Number(keep.run(id, called, run, JSON.stringify(state), createdAt).lastInsertRowid),
    removeVersion: (version) => void forget.run(version),
    blocks: () => blocks.all().map((block) => JSON.parse(block) as LayerBlock),
    saveBlock: (block, at) => void putBlock.run(block.name, JSON.stringify(block), at),
    removeBlock: (called) => void dropBlock.run(called),
  }
}
