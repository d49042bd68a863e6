import { computed, shallowRef, type Ref } from 'vue'
import type { RunId, RunSummary } from '../../../electron/contract/api.ts'
import { useFormat } from '../../composables/use-format.ts'
import { useLanguage } from '../../composables/use-language.ts'
import { useScoreWords } from '../../composables/use-score-words.ts'
import { useRunNames } from '../../stores/run-names.ts'
import { useRuns } from '../../stores/runs.ts'
import { useRunsTable } from '../../stores/runs-table.ts'
import { useSettings } from '../../stores/settings.ts'
import { runColumns, sharedMetric, standardColumns, type RunColumn } from './run-columns.ts'
import { arrangeRuns, rowOf, type RunRow } from './run-rows.ts'

/** The columns and rows of the runs table, in the order and the groups of its layout. `active` is the run that is shown. */
export function useRunRows(runs: Ref<readonly RunSummary[]>, active: Ref<RunId | null>) {
  const scores = useScoreWords()
  const format = useFormat()
  const { t } = useLanguage()
  const settings = useSettings()
  const store = useRuns()
  const names = useRunNames()
  const table = useRunsTable()
  const open = shallowRef<ReadonlySet<string>>(new Set())

  const shared = computed(() => sharedMetric(store.all))
  const columns = computed(() => {
    void settings.language // words and numbers are spoken anew
    return runColumns({ ...scores.speech, t: (key, named = {}) => t(key, named), short: format.short, duration: format.duration, time: format.time }, shared.value, names.names)
  })
  const shownKeys = computed(() => table.layout.columns ?? standardColumns(shared.value, names.names.tags.length > 0))
  const shownColumns = computed(() => shownKeys.value.flatMap((key): readonly RunColumn[] => [columns.value.get(key)].filter((column) => column !== undefined)))
  const rows = computed(() => arrangeRuns(runs.value, { columns: columns.value, sort: table.layout.sort, group: table.layout.group, open: open.value, language: settings.language }))
  /** Runs that a closed group holds have its place. */
  const places = computed(() => {
    const found = new Map<RunId, number>()
    rows.value.forEach((row, place) => {
      if (row.group !== null) for (const { id } of row.group.runs) found.set(id, place)
      else found.set(row.run.id, place)
    })
    return found
  })

  /** A group that has the focus; one of its runs is shown. */
  const focusedGroup = shallowRef<string | null>(null)
  const activeRow = computed<RunRow | null>(() => {
    if (active.value === null) return null
    const held = focusedGroup.value === null ? undefined : rows.value.find(({ key }) => key === focusedGroup.value)
    if (held?.group?.runs.some(({ id }) => id === active.value) === true) return held
    return rows.value[places.value.get(active.value) ?? -1] ?? null
  })
  /** Gives a row the focus. Returns the run to show: of a group the one that is shown, where it is one of its own. */
  function focus(row: RunRow): RunId {
    focusedGroup.value = row.group === null ? null : row.key
    return (row.group?.runs.find(({ id }) => id === active.value) ?? row.run).id
  }

  /** What other rows are told from. */
  const baseline = computed(() => (table.layout.baseline === null ? null : rowOf(table.layout.baseline, store.all, columns.value)))

  function fold(row: RunRow, isOpen: boolean): void {
    const next = new Set(open.value)
    if (isOpen) next.add(row.key)
    else next.delete(row.key)
    open.value = next
  }

  function foldAll(isOpen: boolean): void {
    open.value = new Set(isOpen ? rows.value.flatMap((row) => (row.group === null ? [] : [row.key])) : [])
  }

  return { columns, shownKeys, shownColumns, rows, places, activeRow, focus, baseline, open, fold, foldAll }
}

export type RunRows = ReturnType<typeof useRunRows>
