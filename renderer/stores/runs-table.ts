import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ColumnOrder, ColumnSet } from '../../electron/contract/api.ts'
import { api } from '../api/client.ts'
import { standardLayout, type RunsLayout } from './runs-layout.ts'
import { useSettings } from './settings.ts'

/** How the table of runs is laid out, and the layouts that the workspace keeps by name. */
export const useRunsTable = defineStore('runs-table', () => {
  const settings = useSettings()
  const layout = computed<RunsLayout>(() => ({ ...standardLayout, ...settings.runsTable })) // what was stored may lack what is newer
  const sets = shallowRef<readonly ColumnSet[]>([])

  function change(part: Partial<RunsLayout>): void {
    settings.runsTable = { ...layout.value, ...part }
  }

  const setSort = (sort: readonly ColumnOrder[]): void => change({ sort })

  /** Null gives the column its own width back. */
  function resize(key: string, width: number | null): void {
    const { [key]: _, ...others } = layout.value.widths
    change({ widths: width === null ? others : { ...others, [key]: width } })
  }

  const toggleBaseline = (key: string): void => change({ baseline: layout.value.baseline === key ? null : key })
  const reset = (): void => change({ columns: null, widths: {}, sort: standardLayout.sort, group: standardLayout.group })

  async function load(): Promise<void> {
    sets.value = await api.runs.columnSets()
  }

  /** Keeps these columns with the widths, the order and the group that are shown. */
  async function save(name: string, columns: readonly string[]): Promise<void> {
    const { widths, sort, group } = layout.value
    await api.runs.saveColumnSet(structuredClone({ name: name.trim(), columns: [...columns], widths: { ...widths }, sort: sort.map((order) => ({ ...order })), group }))
    await load()
  }

  async function remove(name: string): Promise<void> {
    await api.runs.removeColumnSet(name)
    await load()
  }

  async function restore(set: ColumnSet): Promise<void> {
    await api.runs.saveColumnSet(set)
    await load()
  }

  const apply = ({ columns, widths, sort, group }: ColumnSet): void => change({ columns, widths, sort, group })

  return { layout, sets, change, setSort, resize, toggleBaseline, reset, load, save, remove, restore, apply }
})
