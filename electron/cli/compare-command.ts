import type { RunSummary } from '../contract/api.ts'
import { EXIT, type Command } from './command.ts'
import { findRun } from './find-run.ts'
import { formatNumber, formatTable } from './table.ts'

interface Difference { readonly path: string; readonly values: readonly unknown[] }

export const compare: Command = {
  name: 'compare',
  operands: ['RUN…'],
  doc: 'Shows what differs between runs, and how each of them ended.',
  options: {},
  async run({ open, output, invocation }) {
    const { api } = await open('read')
    const runs = await Promise.all(invocation.operands.map((word) => findRun(api, word)))
    const specs = await Promise.all(runs.map(async ({ id }) => (await api.runs.show(id)).spec))
    const differences = findDifferences(specs)
    output.result({ runs, differences }, () => `${formatTable([['', ...runs.map(({ id }) => id)], ...differences.map(differenceRow), ...scoreRows(runs)], { header: true })}\n`)
    return EXIT.done
  },
}

const differenceRow = ({ path, values }: Difference): string[] => [path, ...values.map((value) => (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)))]

function scoreRows(runs: readonly RunSummary[]): string[][] {
  const scoresOf = (run: RunSummary): [string, number][] =>
    Object.entries(run.final).flatMap(([part, scores]) => Object.entries(scores ?? {}).map(([name, value]): [string, number] => [`${part}.${name}`, value]))
  const all = runs.map((run) => new Map(scoresOf(run)))
  const names = [...new Set(all.flatMap((scores) => [...scores.keys()]))]
  return [['status', ...runs.map(({ status }) => status)], ...names.map((name) => [name, ...all.map((scores) => formatNumber(scores.get(name)))])]
}

/** The places where plain JSON values differ, by path; `name` is not counted. */
export function findDifferences(documents: readonly object[]): readonly Difference[] {
  const leaves = documents.map((document) => new Map(leavesOf(document, '')))
  const paths = [...new Set(leaves.flatMap((paths) => [...paths.keys()]))]
  return paths
    .map((path) => ({ path, values: leaves.map((leaf) => leaf.get(path)) }))
    .filter(({ path, values }) => path !== 'name' && new Set(values.map((value) => JSON.stringify(value))).size > 1)
}

function leavesOf(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]]
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`))
}
