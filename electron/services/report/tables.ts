import { escapeMarkup } from './escape-markup.ts'

/** A table in no format yet: a head, and rows that begin with their name. */
export interface ReportTable { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }

export function htmlTable({ head, rows }: ReportTable): string {
  const cells = (row: readonly string[]): string => row.map((cell, i) => (i === 0 ? `<th scope="row">${escapeMarkup(cell)}</th>` : `<td>${escapeMarkup(cell)}</td>`)).join('')
  return `<div class="wide"><table><thead><tr>${head.map((cell) => `<th scope="col">${escapeMarkup(cell)}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}</tbody></table></div>`
}

export function markdownTable({ head, rows }: ReportTable): string {
  const line = (row: readonly string[]): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

const LATEX: Readonly<Record<string, string>> = { '\\': '\\textbackslash{}', '&': '\\&', '%': '\\%', $: '\\$', '#': '\\#', _: '\\_', '{': '\\{', '}': '\\}', '~': '\\textasciitilde{}', '^': '\\textasciicircum{}', '<': '\\textless{}', '>': '\\textgreater{}', '−': '$-$' }

export const latexText = (text: string): string => text.replace(/[\\&%$#_{}~^<>−]/g, (letter) => LATEX[letter]!)

/** For the package booktabs. */
export function latexTable({ head, rows }: ReportTable): string {
  const line = (row: readonly string[]): string => `${row.map(latexText).join(' & ')} \\\\`
  return [`\\begin{tabular}{l${'r'.repeat(head.length - 1)}}`, '\\toprule', line(head), '\\midrule', ...rows.map(line), '\\bottomrule', '\\end{tabular}'].join('\n')
}
