import type { Ref } from 'vue'
import { useLanguage } from '../../composables/use-language.ts'
import { useFrame, type OpenMenu } from '../../stores/frame.ts'
import { useRunsTable } from '../../stores/runs-table.ts'
import { BY_SEEDS } from './run-rows.ts'
import type { RunRows } from './use-run-rows.ts'

/** The menu of a heading: order, groups, place, and what else could be shown. */
export function useColumnMenu(arranged: Ref<RunRows>, chooseColumns: () => void): (event: MouseEvent | KeyboardEvent, key: string) => void {
  const { t } = useLanguage()
  const frame = useFrame()
  const table = useRunsTable()

  function itemsOf(key: string): OpenMenu['items'] {
    const { columns, shownKeys } = arranged.value
    const keys = shownKeys.value
    const [place, column] = [keys.indexOf(key), columns.value.get(key)]
    const { sort, group, widths } = table.layout
    const sorted = sort.findIndex((order) => order.key === key)
    const moveTo = (to: number): void => table.change({ columns: keys.filter((other) => other !== key).toSpliced(to, 0, key) })
    const order = (descending: boolean): void => table.setSort([{ key, descending }])
    return [
      { label: t('tables.ascending'), icon: 'up', run: () => order(false) },
      { label: t('tables.descending'), icon: 'down', run: () => order(true) },
      ...(sort.length > 0 && sorted === -1 ? [{ label: t('tables.thenBy'), icon: 'plus', keys: t('tables.shiftClick'), run: () => table.setSort([...sort, { key, descending: column?.descendingFirst ?? false }]) }] : []),
      ...(sorted === -1 ? [] : [{ label: t('tables.unsort'), icon: 'close', run: () => table.setSort(sort.filter((other) => other.key !== key)) }]),
      'line',
      group === key ? { label: t('tables.ungroup'), icon: 'group', run: () => table.change({ group: null }) } : { label: t('tables.groupBy', { column: column?.label ?? key }), icon: 'group', run: () => table.change({ group: key }) },
      ...(group === BY_SEEDS ? [] : [{ label: t('tables.groupSeeds'), icon: 'group', run: () => table.change({ group: BY_SEEDS }) }]),
      'line',
      { label: t('tables.moveLeft'), icon: 'left', keys: 'Alt ←', disabled: place <= 0, run: () => moveTo(place - 1) },
      { label: t('tables.moveRight'), icon: 'right', keys: 'Alt →', disabled: place === keys.length - 1, run: () => moveTo(place + 1) },
      ...(widths[key] === undefined ? [] : [{ label: t('tables.ownWidth'), icon: 'fit', run: () => table.resize(key, null) }]),
      { label: t('tables.hide'), icon: 'minus', disabled: keys.length === 1, run: () => table.change({ columns: keys.filter((other) => other !== key) }) },
      { label: t('tables.chooseColumns'), icon: 'table', run: chooseColumns },
    ]
  }

  return (event, key) => frame.openMenu(event, itemsOf(key))
}
