import { formatShape, SPLIT_PARTS, type DatasetDescription, type ExperimentDescription, type ExperimentSpec, type Language, type Text } from '../../../core/index.ts'
import type { ReportFormat, RunSummary, Series } from '../../contract/api.ts'
import { hueOf, RUN_DASHES, RUN_HUES } from '../../contract/run-colours.ts'
import { drawCurves, type Curve } from './curves.ts'
import { escapeMarkup } from './escape-markup.ts'
import { htmlTable, latexTable, latexText, markdownTable, type ReportTable } from './tables.ts'
import { REPORT_WORDS } from './words.ts'

/** One run of a report. */
export interface ReportedRun {
  readonly run: RunSummary
  readonly spec: ExperimentSpec
  readonly data: DatasetDescription | null
  readonly description: ExperimentDescription
  /** `train/loss`, `validation/accuracy`, … */
  readonly series: readonly Series[]
}

export interface ReportOptions { readonly format: ReportFormat; readonly language: Language; readonly version: string }

const MOST_DIGITS = 4

type Say = (text: Text) => string

/** A run, or a comparison of several, as a document that needs nothing else: HTML with its curves, or the tables in Markdown or LaTeX. */
export function writeReport(runs: readonly ReportedRun[], { format, language, version }: ReportOptions): string {
  const say: Say = (text) => text[language]
  switch (format) {
    case 'html': return htmlReport(runs, language, version, say)
    case 'md': return `${sections(runs, say).map(({ title, table }) => `## ${title}\n\n${markdownTable(table)}\n`).join('\n')}`
    case 'tex': return `${sections(runs, say).map(({ title, table }) => `% ${title}\n\\begin{table}\n\\centering\n\\caption{${latexText(title)}}\n${latexTable(table)}\n\\end{table}\n`).join('\n')}`
  }
}

interface Section { readonly title: string; readonly table: ReportTable }

function sections(runs: readonly ReportedRun[], say: Say): readonly Section[] {
  const scores = { title: say(REPORT_WORDS.scores), table: runs.length === 1 ? ownScores(runs[0]!, say) : scoresOfAll(runs, say) }
  if (runs.length > 1) return [scores, { title: say(REPORT_WORDS.differences), table: differences(runs, say) }]
  return [scores, { title: say(REPORT_WORDS.network), table: networkTable(runs[0]!, say) }, { title: say(REPORT_WORDS.settings), table: settings(runs[0]!, say) }]
}

const number = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : String(Number(value.toPrecision(MOST_DIGITS))).replace('-', '−'))

/** One row for each score, one column for each part. */
function ownScores({ run }: ReportedRun, say: Say): ReportTable {
  const parts = SPLIT_PARTS.filter((part) => run.final[part] !== null)
  const names = [...new Set(parts.flatMap((part) => Object.keys(run.final[part] ?? {})))]
  return { head: ['', ...parts.map((part) => say(REPORT_WORDS[part]))], rows: names.map((name) => [name, ...parts.map((part) => number(run.final[part]?.[name]))]) }
}

/** One row for each run, one column for each score of each part. */
function scoresOfAll(runs: readonly ReportedRun[], say: Say): ReportTable {
  const columns = SPLIT_PARTS.flatMap((part) => [...new Set(runs.flatMap(({ run }) => Object.keys(run.final[part] ?? {})))].map((name) => ({ part, name })))
  return {
    head: [say(REPORT_WORDS.run), ...columns.map(({ part, name }) => `${say(REPORT_WORDS[part])} ${name}`), say(REPORT_WORDS.epochs), say(REPORT_WORDS.parameters), say(REPORT_WORDS.seconds)],
    rows: runs.map(({ run }) => [`${run.name} (${run.id})`, ...columns.map(({ part, name }) => number(run.final[part]?.[name])), String(run.epoch), String(run.parameterCount ?? '–'), number(run.seconds)]),
  }
}

const networkTable = ({ description }: ReportedRun, say: Say): ReportTable => ({
  head: [say(REPORT_WORDS.layer), say(REPORT_WORDS.kind), say(REPORT_WORDS.output), say(REPORT_WORDS.parameters)],
  rows: description.layers.map(({ id, kind, outputShape, parameterCount }) => [id, kind, outputShape === null ? '?' : formatShape(outputShape), String(parameterCount)]),
})

/** Where settings of an experiment stand, in the order they are told. */
const TOLD = ['seed', 'dataset', 'split', 'preprocessing', 'augmentation', 'outputs', 'pretraining', 'optimizer', 'schedule', 'regularizers', 'batches', 'stop', 'ensemble', 'initialWeights'] as const

const settings = ({ spec }: ReportedRun, say: Say): ReportTable => ({
  head: [say(REPORT_WORDS.setting), say(REPORT_WORDS.value)],
  rows: TOLD.flatMap((field) => {
    const words = inWords(spec[field])
    return words === '' ? [] : [[field, words]]
  }),
})

/** `adam (learningRate 0.001)`; nothing for what is not there. */
function inWords(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(inWords).filter((words) => words !== '').join('; ')
  if (typeof value !== 'object') return String(value)
  const { kind, ...others } = value as Record<string, unknown>
  const rest = Object.entries(others).map(([name, each]) => [name, inWords(each)] as const).filter(([, words]) => words !== '').map(([name, words]) => `${name} ${words}`).join(', ')
  if (typeof kind !== 'string') return rest
  return rest === '' ? kind : `${kind} (${rest})`
}

function leavesOf(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [[path, value === null ? '–' : String(value)]]
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`))
}

function differences(runs: readonly ReportedRun[], say: Say): ReportTable {
  const leaves = runs.map(({ spec: { name: _, ...spec } }) => new Map(leavesOf(spec, '')))
  const paths = [...new Set(leaves.flatMap((paths) => [...paths.keys()]))].filter((path) => new Set(leaves.map((leaf) => leaf.get(path))).size > 1)
  return { head: [say(REPORT_WORDS.setting), ...runs.map(({ run }) => `${run.name} (${run.id})`)], rows: paths.map((path) => [path, ...leaves.map((leaf) => leaf.get(path) ?? '–')]) }
}

function htmlReport(runs: readonly ReportedRun[], language: Language, version: string, say: Say): string {
  const title = runs.length === 1 ? runs[0]!.run.name : say(REPORT_WORDS.comparison(runs.length))
  const tables = sections(runs, say).map((section) => `<section><h2>${escapeMarkup(section.title)}</h2>\n${htmlTable(section.table)}</section>`)
  return [
    '<!doctype html>',
    `<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`,
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    `<title>${escapeMarkup(title)}</title><style>${STYLE}</style></head><body><main>`,
    `<h1>${escapeMarkup(title)}</h1>`,
    ...runs.map((reported) => `<p class="lead">${escapeMarkup(sentence(reported, say, runs.length > 1))}</p>`),
    `<section><h2>${escapeMarkup(say(REPORT_WORDS.curves))}</h2>\n<div class="charts">${charts(runs, say).join('\n')}</div></section>`,
    ...tables,
    ...runs.map(({ run, spec }) => `<details><summary>${escapeMarkup(say(REPORT_WORDS.specOf(run.name)))}</summary><pre>${escapeMarkup(JSON.stringify(spec, null, 2))}</pre></details>`),
    `<footer>${escapeMarkup(say(REPORT_WORDS.madeBy(version)))}${runs.map(({ run }) => `<br>${escapeMarkup(`${run.id}: ${run.weightsSha256 ?? '–'}`)}`).join('')}</footer>`,
    '</main></body></html>',
    '',
  ].join('\n')
}

function sentence({ run, data }: ReportedRun, say: Say, named: boolean): string {
  const samples = data === null ? '' : `, ${say(REPORT_WORDS.samples(data.sampleCount, formatShape(data.inputShape), data.classes?.length ?? null))}`
  return `${named ? `${run.name}: ` : ''}${run.summary}. ${say(REPORT_WORDS.ended(run.status, run.epoch, run.step, Number(run.seconds.toPrecision(3))))} ${say(REPORT_WORDS.onData(run.datasetName))}${samples}.`
}

/** One chart for each score, all runs in it as the window draws them: validation in front, training behind. */
function charts(runs: readonly ReportedRun[], say: Say): readonly string[] {
  const names = [...new Set(runs.flatMap(({ series }) => series.map(({ name }) => name.replace(/^(train|validation)\//, ''))))]
  // What is minimized comes first.
  return names.toSorted((a, b) => Number(b === 'loss') - Number(a === 'loss')).map((name) => drawCurves(name, say(REPORT_WORDS.epoch), runs.flatMap(({ run, series }): Curve[] => (['validation', 'train'] as const).flatMap((part) => {
    const found = series.find((each) => each.name === `${part}/${name}`)
    if (found === undefined) return []
    return [{ label: `${runs.length === 1 ? '' : `${run.name} · `}${say(REPORT_WORDS[part])}`, x: found.epochs, y: found.values, colour: runs.length === 1 ? hueOf(run.colour) : run.colour, ...(part === 'train' ? { behind: runs.length === 1 ? 'dashed' as const : 'thin' as const } : {}) }]
  }))))
}

const tones = (tone: 'light' | 'dark'): string => RUN_HUES.map((hue, i) => `--c${i}: ${hue[tone]};`).join(' ')
const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --quiet: #57606a; --line: #d0d7de; --page: #fff; ${tones('light')} }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --quiet: #9aa4af; --line: #30363d; --page: #0d1117; ${tones('dark')} } }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { margin: 0 0 8px; font-size: 26px; } h2 { margin: 32px 0 12px; font-size: 18px; }
.lead { margin: 0 0 6px; color: var(--quiet); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(380px, 1fr)); gap: 24px; }
figure { margin: 0; } figcaption { font-weight: 600; } svg { width: 100%; height: auto; } .legend svg { flex: none; width: 32px; }
.grid { stroke: var(--line); } .tick { fill: var(--quiet); font-size: 12px; } .curve { fill: none; stroke-width: 2; } ${RUN_HUES.map((_, i) => `.c${i} { stroke: var(--c${i}); }`).join(' ')}
${RUN_DASHES.map(({ lengths }, i) => `.d${i} { stroke-dasharray: ${lengths.join(' ') || 'none'}; }`).join(' ')} .dashed { stroke-dasharray: 5 4; } .thin { stroke-width: 1; opacity: 0.6; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 4px 0 0; padding: 0; list-style: none; color: var(--quiet); font-size: 13px; } .legend li { display: flex; align-items: center; gap: 6px; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th, td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); text-align: right; } th:first-child { text-align: left; } tbody th { font-weight: 500; } thead th { color: var(--quiet); font-weight: 500; } td { overflow-wrap: anywhere; }
details { margin-top: 24px; } pre { overflow-x: auto; font-size: 13px; } footer { margin-top: 40px; color: var(--quiet); font-size: 13px; overflow-wrap: anywhere; }
@media print { details { display: none; } }
`
