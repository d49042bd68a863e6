import type { RunSummary } from '../../../electron/contract/api.ts'
import type { ChartTable } from '../../charts/save-chart.ts'
import { isAbsent } from '../../components/virtual-rows.ts'
import type { RunColumn } from './run-columns.ts'

/** A table as it is read: words, and which columns stand at the right. */
export interface TextTable {
  readonly columns: readonly { readonly label: string; readonly align: 'start' | 'end' }[]
  readonly rows: readonly (readonly string[])[]
}

/** One row per run, values in full precision; `experiment` tells which runs differ in their seed alone. */
export function runsToTable(runs: readonly RunSummary[], columns: readonly RunColumn[]): ChartTable {
  const valueOf = (column: RunColumn, run: RunSummary): string | number | null => {
    const value = (column.written ?? column.value)(run)
    return isAbsent(value) ? null : (value as string | number)
  }
  return {
    columns: [...columns.map((column) => (column.key === 'star' ? 'starred' : column.label)), 'id', 'experiment'],
    rows: runs.map((run) => [...columns.map((column) => valueOf(column, run)), run.id, run.experiment]),
  }
}

export function tableToMarkdown({ columns, rows }: TextTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`
  return [line(columns.map(({ label }) => label)), `| ${columns.map(({ align }) => (align === 'end' ? '---:' : '---')).join(' | ')} |`, ...rows.map(line)].join('\n') + '\n'
}

/** With the rules of booktabs. */
export function tableToLatex({ columns, rows }: TextTable): string {
  const line = (cells: readonly string[]): string => `  ${cells.map(latexText).join(' & ')} \\\\`
  return [
    '% \\usepackage{booktabs}',
    `\\begin{tabular}{${columns.map(({ align }) => (align === 'end' ? 'r' : 'l')).join('')}}`,
    '  \\toprule', line(columns.map(({ label }) => label)), '  \\midrule', ...rows.map(line), '  \\bottomrule',
    '\\end{tabular}',
  ].join('\n') + '\n'
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}', '&': '\\&', '%': '\\%', $: '\\$', '#': '\\#', _: '\\_', '{': '\\{', '}': '\\}', '~': '\\textasciitilde{}', '^': '\\textasciicircum{}',
  '±': '$\\pm$', '−': '$-$', '–': '--', '·': '$\\cdot$', '×': '$\\times$', '∞': '$\\infty$', '★': '$\\star$', '→': '$\\to$', '\u00a0': '~', '\n': ' ', '<': '$<$', '>': '$>$',
}
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻'

/** Words that LaTeX sets as they stand. */
export const latexText = (text: string): string =>
  text.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+|[\\&%$#_{}~^±−–·×∞★→\u00a0\n<>]/g, (found) =>
    LATEX[found] ?? `$^{${[...found].map((digit) => (digit === '⁻' ? '-' : String(SUPERSCRIPTS.indexOf(digit)))).join('')}}$`)
