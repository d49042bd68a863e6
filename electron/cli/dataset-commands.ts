import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { formatShape, type ImportPlan } from '../../core/index.ts'
import type { Api, DatasetSummary, FileInput } from '../contract/api.ts'
import { choose } from './choose.ts'
import { EXIT, type Command } from './command.ts'
import { formatNumber, formatTable } from './table.ts'
import { UsageError } from './usage-error.ts'

export const datasetImport: Command = {
  name: 'dataset import',
  operands: ['PATH…'],
  doc: 'Imports CSV or IDX files, or a folder of them, as one data set.',
  options: {
    name: { kind: 'value', value: 'NAME', doc: 'how to call it; otherwise after the file' },
    target: { kind: 'list', value: 'COLUMN', doc: 'the column to predict (CSV)' },
    task: { kind: 'value', value: 'classification|regression', doc: 'otherwise guessed from the target (CSV)' },
  },
  async run({ open, output, invocation }) {
    const files = await listFiles(invocation.operands)
    const { api } = await open('write', { startsStored: false })
    const dataset = await api.datasets.import(files, await planFor(api, files, invocation.value('name'), invocation.list('target'), invocation.value('task')))
    output.result(dataset, () => `${dataset.name} (${dataset.id}): ${dataset.sampleCount} samples of ${formatShape(dataset.inputShape)}, ${dataset.classes === null ? `regression of ${dataset.targetNames.join(', ')}` : `${dataset.classes.length} classes`}\n`)
    return EXIT.done
  },
}

/** Files as they are; of a folder every file in it that is not hidden. */
async function listFiles(paths: readonly string[]): Promise<readonly FileInput[]> {
  const lists = await Promise.all(paths.map(async (path) => {
    const absolute = resolve(path)
    const found = await stat(absolute).catch(() => null)
    if (found === null) throw new UsageError(`${path}: expected a file or a folder, got nothing there`)
    if (!found.isDirectory()) return [{ path: absolute }]
    const names = (await readdir(absolute)).filter((name) => !name.startsWith('.')).sort()
    if (names.length === 0) throw new UsageError(`${path}: expected a folder with files, got an empty one`)
    return names.map((name) => ({ path: join(absolute, name) }))
  }))
  return lists.flat()
}

/** Null leaves everything to be guessed. */
async function planFor(api: Api, files: readonly FileInput[], name: string | null, targets: readonly string[], task: string | null): Promise<ImportPlan | null> {
  if (name === null && targets.length === 0 && task === null) return null
  const { plan } = await api.datasets.preview(files, null)
  const named = name === null ? plan : { ...plan, name }
  const { csv } = named
  if (csv === null) {
    if (targets.length > 0 || task !== null) throw new UsageError('--target and --task are for CSV files')
    return named
  }
  const missing = targets.find((target) => !csv.columns.some((column) => column.name === target))
  if (missing !== undefined) throw new UsageError(`there is no column ${JSON.stringify(missing)}; the columns are ${csv.columns.map((column) => column.name).join(', ')}`)
  const columns = targets.length === 0 ? csv.columns : csv.columns.map((column) => ({ ...column, role: targets.includes(column.name) ? 'target' as const : column.role === 'target' ? 'feature' as const : column.role }))
  return { ...named, csv: { ...csv, columns, task: choose('task', task, ['classification', 'regression'], csv.task) } }
}

export const datasetList: Command = {
  name: 'dataset list',
  operands: [],
  doc: 'Lists the stored data sets.',
  options: {},
  async run({ open, output }) {
    const all = await (await open('read')).api.datasets.list()
    output.result(all, () => (all.length === 0 ? 'no data sets\n' : `${formatTable([
      ['data set', 'name', 'task', 'samples', 'input', 'classes', 'runs'],
      ...all.map((item) => [item.id, item.name, item.task, String(item.sampleCount), formatShape(item.inputShape), item.classes === null ? '' : String(item.classes.length), String(item.runCount)]),
    ], { header: true })}\n`))
    return EXIT.done
  },
}

export const datasetDescribe: Command = {
  name: 'dataset describe',
  operands: ['DATASET'],
  doc: 'Shows a data set\'s classes, columns and their statistics.',
  options: {},
  async run({ open, output, invocation }) {
    const { api } = await open('read')
    const details = await api.datasets.describe((await findDataset(api, invocation.operands[0]!)).id)
    const { dataset, classCounts, features, targetStatistics } = details
    output.result(details, () => {
      const columns = [...features, ...(targetStatistics === null ? [] : [targetStatistics])]
      const classes = classCounts === null ? '' : `\n${formatTable([['class', 'train', 'validation', 'test'], ...classCounts.map((count) => [count.name, String(count.train), String(count.validation), String(count.test)])], { header: true })}\n`
      return `${dataset.name} (${dataset.id}): ${dataset.sampleCount} samples of ${formatShape(dataset.inputShape)} from ${dataset.source}\n\n${formatTable([
        ['column', 'minimum', 'maximum', 'mean', 'deviation', 'missing', 'distinct'],
        ...columns.map((column) => [column.name, ...[column.minimum, column.maximum, column.mean, column.standardDeviation, column.missing, column.distinct].map(formatNumber)]),
      ], { header: true })}\n${classes}`
    })
    return EXIT.done
  },
}

/** By id, by the beginning of one, or by name. */
async function findDataset(api: Api, word: string): Promise<DatasetSummary> {
  const all = await api.datasets.list()
  const exact = all.find(({ id }) => id === word) ?? all.find(({ name }) => name === word)
  const matching = exact === undefined && word !== '' ? all.filter(({ id }) => id.startsWith(word)) : []
  const found = exact ?? (matching.length === 1 ? matching[0] : undefined)
  if (found === undefined) throw new UsageError(`no data set is called ${JSON.stringify(word)}; see descent dataset list`)
  return found
}
