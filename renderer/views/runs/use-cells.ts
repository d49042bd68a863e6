import type { Ref } from 'vue'
import type { RunSummary } from '../../../electron/contract/api.ts'
import { useFormat } from '../../composables/use-format.ts'
import { useScoreWords } from '../../composables/use-score-words.ts'
import { useLanguage } from '../../composables/use-language.ts'
import { useRunsTable } from '../../stores/runs-table.ts'
import { differenceText, isBetter, roundedDeviation, type RunColumn } from './run-columns.ts'
import { BY_SEEDS, groupValue, rowValue, type RunGroup, type RunRow } from './run-rows.ts'
import type { RunRows } from './use-run-rows.ts'

/** Keeps its place, so that numbers stand below each other. */
const NO_DIFFERENCE = { text: '', better: null, title: '' } as const

/** What the cells of the runs table say. */
export function useCells(arranged: Ref<Pick<RunRows, 'columns' | 'baseline'>>) {
  const { t } = useLanguage()
  const format = useFormat()
  const table = useRunsTable()
  const scores = useScoreWords()

  /** A run's name, below its experiment with the seed that tells it from the others; of a group, what its runs share. */
  function nameOf({ run, group, within }: RunRow): string {
    if (group?.shared === undefined) return within && table.layout.group === BY_SEEDS ? `${t('tables.seed', { seed: run.hyperparameters['seed'] ?? '–' })} · ${run.name}` : run.name
    const column = arranged.value.columns.value.get(table.layout.group ?? BY_SEEDS)
    const value = group.shared.value
    return `${column?.label ?? ''}: ${value === null || column === undefined ? t('tables.noValue') : column.text(value, null)}`
  }

  /** `Completed`, or `Completed 4, Diverged 1`. */
  function statusOf({ runs }: RunGroup): string {
    const counts = new Map<RunSummary['status'], number>()
    for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1)
    const [[only] = []] = counts
    return counts.size === 1 && only !== undefined ? t(`runs.status.${only}`) : [...counts].map(([status, count]) => `${t(`runs.status.${status}`)} ${format.count(count)}`).join(', ')
  }

  function textOf({ run, group }: RunRow, column: RunColumn): string {
    if (group === null) return column.text(column.value(run), run)
    const value = groupValue(group, column)
    // Each score has its own unit.
    const said = (number: number): string => (column.score === undefined ? column.text(number, null) : scores.text(column.score(run), number))
    switch (value.kind) {
      case 'same':
        return column.key === 'epoch' || typeof value.value !== 'number' ? column.text(value.value, column.key === 'epoch' ? run : null) : said(value.value)
      case 'newest':
        return column.text(value.value, null)
      case 'several':
        return t('tables.several', { n: format.count(value.count) }, value.count)
      case 'mean':
        return Number.isNaN(value.deviation) ? said(value.mean) : `${said(value.mean)} ± ${said(roundedDeviation(value.deviation))}`
    }
  }

  /** Explains what a mean is of; a word that may not fit is said in full. */
  function titleOf(row: RunRow, column: RunColumn): string | undefined {
    const baseline = arranged.value.baseline.value
    if (baseline !== null && differs(row, column)) return t('tables.baselineHas', { value: textOf(baseline, column) })
    if (row.group === null) return column.align === 'start' ? textOf(row, column) : undefined
    const value = groupValue(row.group, column)
    if (value.kind === 'several') return [...new Set(row.group.runs.map((run) => column.text(column.value(run), run)))].slice(0, 12).join(', ')
    if (value.kind === 'newest') return t('tables.newestHelp', { n: format.count(row.group.runs.length) }, row.group.runs.length)
    return value.kind === 'mean' ? t('tables.meanHelp', { n: format.count(value.count), of: format.count(row.group.runs.length) }, value.count) : undefined
  }

  /** Of a group those of any of its runs. */
  const tagsOf = ({ run, group }: RunRow): readonly string[] => (group === null ? run.tags : [...new Set(group.runs.flatMap(({ tags }) => tags))])

  /** How a score stands to the baseline's; null where nothing is compared. */
  function differenceOf(row: RunRow, column: RunColumn): { readonly text: string; readonly better: boolean | null; readonly title: string } | null {
    const baseline = arranged.value.baseline.value
    if (column.score === undefined || baseline === null) return null
    if (baseline.key === row.key) return NO_DIFFERENCE
    const name = column.score(row.run)
    const [value, other] = [rowValue(row, column), rowValue(baseline, column)]
    if (typeof value !== 'number' || typeof other !== 'number' || !Number.isFinite(value - other) || name !== column.score(baseline.run)) return NO_DIFFERENCE
    const better = isBetter(name, value, other)
    const text = better === null ? '=' : differenceText(name, value - other, scores.speech)
    return { text, better, title: t(`tables.than.${better === null ? 'same' : better ? 'better' : 'worse'}`, { baseline: nameOf(baseline), difference: text }) }
  }

  /** Marks hyper-parameters that are not the baseline's. */
  function differs(row: RunRow, column: RunColumn): boolean {
    const baseline = arranged.value.baseline.value
    return column.part === 'hyperparameters' && column.key !== 'seed' && baseline !== null && baseline.key !== row.key && rowValue(row, column) !== rowValue(baseline, column)
  }

  /** A cell in words alone, for tables that are taken elsewhere. */
  function wordsOf(row: RunRow, column: RunColumn): string {
    if (column.key === 'name') return row.group === null ? nameOf(row) : `${nameOf(row)} (${t('tables.n', { n: format.count(row.group.runs.length) })})`
    if (column.key === 'status' && row.group !== null) return statusOf(row.group)
    return column.key === 'tags' ? tagsOf(row).join(', ') || '–' : textOf(row, column)
  }

  return { wordsOf, differenceOf, differs, nameOf, statusOf, tagsOf, textOf, titleOf }
}
