import type { Language } from '../../core/index.ts'
import type { ReportFormat } from '../contract/api.ts'
import { choose } from './choose.ts'
import { EXIT, type Command } from './command.ts'
import { findRun } from './find-run.ts'
import { writeOutput } from './write-output.ts'

const FORMATS: readonly ReportFormat[] = ['html', 'md', 'tex']
const LANGUAGES: readonly Language[] = ['en', 'es']

export const report: Command = {
  name: 'report',
  operands: ['RUN…'],
  doc: 'Writes a run, or a comparison of several, as a page of its own with curves (HTML), or its tables as Markdown or LaTeX.',
  options: {
    format: { kind: 'value', short: 'f', value: FORMATS.join('|'), doc: 'otherwise by the file\'s ending' },
    language: { kind: 'value', value: LANGUAGES.join('|'), doc: 'otherwise English' },
    output: { kind: 'value', short: 'o', value: 'FILE', doc: 'where to; otherwise standard output' },
  },
  async run({ open, output, invocation }) {
    const target = invocation.value('output')
    const format = choose('format', invocation.value('format') ?? FORMATS.find((ending) => target?.endsWith(`.${ending}`) === true) ?? null, FORMATS, 'html')
    const language = choose('language', invocation.value('language'), LANGUAGES, 'en')
    const services = await open('read')
    const runs = await Promise.all(invocation.operands.map((word) => findRun(services.api, word)))
    const written = await services.reports.write(runs.map(({ id }) => id), format, language)
    const file = target === null ? null : await writeOutput(target, new TextEncoder().encode(written))
    output.result({ runs: runs.map(({ id }) => id), format, file, ...(file === null ? { report: written } : {}) }, () => (file === null ? written : `${file}\n`))
    return EXIT.done
  },
}
