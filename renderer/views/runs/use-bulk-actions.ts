import { shallowRef } from 'vue'
import type { RunId, RunSummary } from '../../../electron/contract/api.ts'
import { api } from '../../api/client.ts'
import { download, tableToCsv } from '../../charts/save-chart.ts'
import { useFormat } from '../../composables/use-format.ts'
import { useLanguage } from '../../composables/use-language.ts'
import { useFrame } from '../../stores/frame.ts'
import { useRuns } from '../../stores/runs.ts'
import { useRunsTable } from '../../stores/runs-table.ts'
import { useSettings } from '../../stores/settings.ts'
import { useToasts } from '../../stores/toasts.ts'
import { arrangeRuns } from './run-rows.ts'
import { runsToTable, tableToLatex, tableToMarkdown, type TextTable } from './run-table-text.ts'
import { useCells } from './use-cells.ts'
import { canPause, canResume, canStop } from './use-run-actions.ts'
import type { RunRows } from './use-run-rows.ts'

/** What is done with several runs, and with the table as it is shown. */
export function useBulkActions(arranged: RunRows, shown: () => readonly RunSummary[]) {
  const { t } = useLanguage()
  const format = useFormat()
  const frame = useFrame()
  const settings = useSettings()
  const runs = useRuns()
  const layout = useRunsTable()
  const toasts = useToasts()
  const cells = useCells(shallowRef(arranged))
  /** The last runs that went to the trash, for Ctrl+Z. */
  const removed = shallowRef<readonly (readonly RunId[])[]>([])

  /** Those that can; says how many did. One failure does not keep the others. */
  async function each(key: 'paused' | 'resumed' | 'stopped', chosen: readonly RunSummary[], can: (run: RunSummary) => boolean, action: (id: RunId) => Promise<void>): Promise<void> {
    const able = chosen.filter(can)
    const results = await Promise.allSettled(able.map(({ id }) => action(id)))
    const failed = results.flatMap((result, place) => (result.status === 'rejected' ? [{ run: able[place]!, reason: result.reason as unknown }] : []))
    if (able.length > failed.length) toasts.show(t(`tables.done.${key}`, { n: format.count(able.length - failed.length) }, able.length - failed.length), { tone: 'success' })
    for (const { run, reason } of failed) void toasts.attempt(t('runs.actionFailed', { name: run.name }), () => Promise.reject(reason))
  }
  const pause = (chosen: readonly RunSummary[]) => each('paused', chosen, canPause, (id) => api.runs.pause(id))
  const resume = (chosen: readonly RunSummary[]) => each('resumed', chosen, canResume, (id) => api.runs.resume(id))
  const stop = (chosen: readonly RunSummary[]) => each('stopped', chosen, canStop, (id) => api.runs.cancel(id))

  const noteRemoved = (ids: readonly RunId[]): void => {
    removed.value = [...removed.value, ids]
  }
  async function undoRemove(): Promise<void> {
    const last = removed.value.at(-1)
    if (last === undefined) return
    removed.value = removed.value.slice(0, -1)
    await toasts.attempt(t('tables.restoreFailed'), async () => {
      await runs.restore(last)
      toasts.show(t('tables.restored', { n: format.count(last.length) }, last.length))
    })
  }

  /** The chosen runs, else all that the filter leaves; grouped and sorted as the table is. */
  function rowsOf(chosen: readonly RunSummary[], open: ReadonlySet<string> | 'all') {
    const of = chosen.length > 0 ? chosen : shown()
    const { sort, group } = layout.layout
    const arrangement = { columns: arranged.columns.value, sort, group, language: settings.language }
    const opened = open === 'all' ? new Set(arrangeRuns(of, { ...arrangement, open: new Set<string>() }).map(({ key }) => key)) : open
    return arrangeRuns(of, { ...arrangement, open: opened })
  }

  /** One row per run, in the order shown, full precision. */
  function exportCsv(chosen: readonly RunSummary[]): void {
    const ordered = rowsOf(chosen, 'all').flatMap(({ group, run }) => (group === null ? [run] : []))
    download('runs.csv', tableToCsv(runsToTable(ordered, arranged.shownColumns.value)), 'text/csv')
    toasts.show(t('tables.done.exported', { n: format.count(ordered.length), file: 'runs.csv' }, ordered.length), { tone: 'success' })
  }

  /** As it is read: groups as means. */
  function textTable(chosen: readonly RunSummary[]): TextTable {
    const columns = arranged.shownColumns.value.filter(({ key }) => key !== 'star')
    return { columns, rows: rowsOf(chosen, arranged.open.value).map((row) => columns.map((column) => cells.wordsOf(row, column))) }
  }

  const copy = (chosen: readonly RunSummary[], as: 'markdown' | 'latex') => toasts.attempt(t('tables.copyFailed'), async () => {
    const table = textTable(chosen)
    await navigator.clipboard.writeText(as === 'markdown' ? tableToMarkdown(table) : tableToLatex(table))
    toasts.show(t('tables.done.copied', { n: format.count(table.rows.length) }, table.rows.length), { tone: 'success' })
  })

  /** The menu that takes the table away, of the chosen runs or of all that are shown. */
  function openTakeMenu(event: MouseEvent | KeyboardEvent, chosen: readonly RunSummary[]): void {
    frame.openMenu(event, [
      { label: t('tables.exportCsv'), icon: 'download', run: () => exportCsv(chosen) },
      { label: t('tables.copyMarkdown'), icon: 'duplicate', run: () => copy(chosen, 'markdown') },
      { label: t('tables.copyLatex'), icon: 'duplicate', run: () => copy(chosen, 'latex') },
    ])
  }

  return { pause, resume, stop, removed, noteRemoved, undoRemove, exportCsv, copy, openTakeMenu, textTable }
}
