import { SpecError, text } from '../../core/index.ts'
import type { SettingRepository } from '../database/setting-repository.ts'

/** Things that the workspace keeps under names, in the order of these. */
export interface NamedList<T extends { readonly name: string }> {
  list(): readonly T[]
  /** In place of one with the same name. Throws SpecError for an empty name. */
  save(item: T): void
  remove(name: string): void
}

/** A list in one setting. */
export function createNamedList<T extends { readonly name: string }>(settings: SettingRepository, key: string): NamedList<T> {
  const list = (): readonly T[] => settings.get<readonly T[]>(key) ?? []
  const others = (name: string): readonly T[] => list().filter((item) => item.name !== name)
  return {
    list,
    save(item) {
      if (item.name.trim() === '') throw new SpecError([{ path: 'name', expected: text('a name', 'un nombre'), received: JSON.stringify(item.name) }])
      settings.set(key, [...others(item.name), item].sort((a, b) => a.name.localeCompare(b.name)))
    },
    remove: (name) => settings.set(key, others(name)),
  }
}
