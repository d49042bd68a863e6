import { computed } from 'vue'
import { useLanguage } from '../../composables/use-language.ts'
import { useFrame, type OpenMenu } from '../../stores/frame.ts'
import { useRunsTable } from '../../stores/runs-table.ts'
import { BY_SEEDS } from './run-rows.ts'
import type { RunRows } from './use-run-rows.ts'

/** The menu that says by what the runs table is grouped: seeds, nothing, or any column that is shown. */
export function useGroupMenu(arranged: RunRows) {
  const { t } = useLanguage()
  const frame = useFrame()
  const table = useRunsTable()

  const label = computed(() => {
    const { group } = table.layout
    if (group === null || group === BY_SEEDS) return t(`tables.grouped.${group === null ? 'none' : 'seeds'}`)
    return t('tables.grouped.column', { column: arranged.columns.value.get(group)?.label ?? group })
  })

  function itemsOf(): OpenMenu['items'] {
    const { group } = table.layout
    const choice = (key: string | null, words: string) => ({ label: words, ...(group === key ? { icon: 'check' } : {}), run: () => table.change({ group: key }) })
    const hasGroups = arranged.rows.value.some((row) => row.group !== null)
    return [
      choice(BY_SEEDS, t('tables.groupSeeds')),
      choice(null, t('tables.ungroup')),
      'line',
      ...arranged.shownColumns.value.filter(({ key }) => key !== 'star').map((column) => choice(column.key, column.label)),
      ...(hasGroups ? ['line' as const, { label: t('tables.groupOpenAll'), icon: 'down', run: () => arranged.foldAll(true) }, { label: t('tables.groupCloseAll'), icon: 'right', run: () => arranged.foldAll(false) }] : []),
    ]
  }

  return { label, open: (event: MouseEvent | KeyboardEvent) => frame.openMenu(event, itemsOf()) }
}
