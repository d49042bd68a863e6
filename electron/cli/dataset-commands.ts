import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { formatShape, importFormats, LEAK_SCORE, type ColumnPlan, type DatasetTask, type ImportPlan, type PartialPlan } from '../../core/index.ts'
import type { Api, DatasetDetails, DatasetLineage, DatasetSummary, FileInput } from '../contract/api.ts'
import { choose } from './choose.ts'
import { EXIT, type Command, type Context, type ExitCode, type Invocation } from './command.ts'
import { followDataset } from './follow-dataset.ts'
import { formatNumber, formatTable } from './table.ts'
import { UsageError } from './usage-error.ts'

const FORMATS = importFormats.kinds

export const datasetImport: Command = {
  name: 'dataset import',
  operands: ['PATH…'],
  doc: `Imports files or folders as one data set: ${FORMATS.map((kind) => importFormats.get(kind).label.en).join(', ')}; gzipped, zipped or not.`,
  options: {
    name: { kind: 'value', value: 'NAME', doc: 'how to call it; otherwise after the file' },
    format: { kind: 'value', value: FORMATS.join('|'), doc: 'otherwise known by the content' },
    target: { kind: 'list', value: 'COLUMN', doc: 'the column to predict; several for a regression of several numbers' },
    task: { kind: 'value', value: 'classification|regression', doc: 'otherwise guessed from the target' },
    feature: { kind: 'list', value: 'COLUMN', doc: 'a column to predict from that would be ignored otherwise' },
    ignore: { kind: 'list', value: 'COLUMN', doc: 'a column to leave out' },
    group: { kind: 'value', value: 'COLUMN', doc: 'samples with the same value there stay in one part' },
    weight: { kind: 'value', value: 'COLUMN', doc: 'how much each sample counts' },
    'split-column': { kind: 'value', value: 'COLUMN', doc: 'says which part each sample belongs to: train, validation or test' },
    category: { kind: 'list', value: 'COLUMN', doc: 'a column whose numbers are names' },
    missing: { kind: 'list', value: 'MARK', doc: 'what stands for a missing value, beside the usual marks (?, NA, nan, …)' },
    'image-size': { kind: 'value', value: 'WxH', doc: 'resize every image, e.g. 32x32 or 32' },
    grey: { kind: 'flag', doc: 'read images without colour' },
    colour: { kind: 'flag', doc: 'read images with colour' },
    plan: { kind: 'value', value: 'FILE.json', doc: 'an import plan, as --show-plan prints it; the other options change it' },
    'show-plan': { kind: 'flag', doc: 'print the plan and store nothing' },
  },
  async run(context) {
    const { open, output, invocation } = context
    const files = await listFiles(invocation.operands)
    const { api, listen } = await open('write', { startsStored: false })
    const plan = await planFor(api, files, invocation)
    if (invocation.flag('show-plan')) {
      const preview = await api.datasets.preview(files, plan)
      for (const note of preview.notes) output.note(note.en)
      output.result(preview.plan, () => `${JSON.stringify(preview.plan, null, 2)}\n`)
      return EXIT.done
    }
    return followDataset(context, api, listen, async (task) => {
      const dataset = await api.datasets.import(files, plan, task)
      output.result(dataset, () => stored(dataset))
    })
  },
}

const stored = (dataset: DatasetSummary): string =>
  `${dataset.name} (${dataset.id}): ${dataset.sampleCount} samples of ${formatShape(dataset.inputShape)}, ${dataset.classes === null ? `regression of ${dataset.targetNames.join(', ')}` : `${dataset.classes.length} classes`}\n`

/** Files and folders as they are, by their whole paths. */
async function listFiles(paths: readonly string[]): Promise<readonly FileInput[]> {
  return Promise.all(paths.map(async (path) => {
    const absolute = resolve(path)
    if ((await stat(absolute).catch(() => null)) === null) throw new UsageError(`${path}: expected a file or a folder, got nothing there`)
    return { path: absolute }
  }))
}

const COLUMN_OPTIONS = ['target', 'feature', 'ignore', 'group', 'weight', 'split-column', 'category'] as const

/** Null leaves everything to be guessed. Only what the options ask for makes a look at the files beforehand necessary. */
async function planFor(api: Api, files: readonly FileInput[], invocation: Invocation): Promise<PartialPlan | null> {
  const { value, list, flag } = invocation
  const given = value('plan') === null ? null : await readPlan(value('plan')!)
  const format = value('format') === null ? null : choose('format', value('format'), FORMATS, 'csv')
  const changes = ['name', 'task', 'image-size'].some((option) => value(option) !== null) || COLUMN_OPTIONS.some((option) => list(option).length > 0) || list('missing').length > 0 || flag('grey') || flag('colour')
  const base: PartialPlan | null = format === null ? given : { ...given, format }
  if (!changes) return base
  const { plan } = await api.datasets.preview(files, base)
  const marked = list('missing').length === 0 || plan.table === null ? plan : (await api.datasets.preview(files, { ...plan, table: { ...plan.table, columns: [], missing: [...plan.table.missing, ...list('missing').map((mark) => mark.toLowerCase())] } })).plan
  return withImages(withTable({ ...marked, name: value('name') ?? plan.name }, invocation), invocation)
}

async function readPlan(path: string): Promise<PartialPlan> {
  const content = await readFile(resolve(path), 'utf8').catch(() => {
    throw new UsageError(`--plan ${path}: expected a file with a plan, got nothing that can be read`)
  })
  try {
    const plan = JSON.parse(content) as PartialPlan
    if (typeof plan === 'object' && plan !== null && importFormats.has(plan.format)) return plan
  } catch {
    // Reported with whatever else is no plan.
  }
  throw new UsageError(`--plan ${path}: expected a JSON object with a "format" (${FORMATS.join(', ')}), as --show-plan prints it`)
}

function withTable(plan: ImportPlan, { value, list }: Invocation): ImportPlan {
  const wanted = value('task') !== null || COLUMN_OPTIONS.some((option) => list(option).length > 0)
  if (!wanted) return plan
  const { table } = plan
  if (table === null) throw new UsageError(`--target, --task and the other options for columns are for tables; these are ${importFormats.get(plan.format).label.en} files`)
  const names = table.columns.map(({ name }) => name)
  const asked = COLUMN_OPTIONS.flatMap((option) => list(option))
  const missing = asked.find((name) => !names.includes(name))
  if (missing !== undefined) throw new UsageError(`there is no column ${JSON.stringify(missing)}; the columns are ${names.join(', ')}`)
  const columns = table.columns.map((column): ColumnPlan => ({ ...column, type: list('category').includes(column.name) ? 'category' : column.type, role: roleOf(column, list) }))
  return { ...plan, table: { ...table, columns, task: choose('task', value('task'), ['classification', 'regression'], taskOf(columns, table.task, list('target').length > 0)) } }
}

function roleOf({ name, role }: ColumnPlan, list: Invocation['list']): ColumnPlan['role'] {
  if (list('ignore').includes(name)) return 'ignore'
  if (list('group').includes(name)) return 'group'
  if (list('weight').includes(name)) return 'weight'
  if (list('split-column').includes(name)) return 'split'
  if (list('target').includes(name)) return 'target'
  if (list('feature').includes(name)) return 'feature'
  return list('target').length > 0 && role === 'target' ? 'feature' : role
}

/** Another target may need another task: several numbers are a regression, a category is a class. */
function taskOf(columns: readonly ColumnPlan[], guessed: DatasetTask, changed: boolean): DatasetTask {
  const targets = columns.filter(({ role }) => role === 'target')
  if (!changed) return guessed
  if (targets.length > 1) return 'regression'
  return targets.some(({ type }) => type === 'category') ? 'classification' : guessed
}

function withImages(plan: ImportPlan, { value, flag }: Invocation): ImportPlan {
  const size = value('image-size')
  if (size === null && !flag('grey') && !flag('colour')) return plan
  if (plan.images === null) throw new UsageError(`--image-size, --grey and --colour are for images; these are ${importFormats.get(plan.format).label.en} files`)
  if (flag('grey') && flag('colour')) throw new UsageError('choose --grey or --colour')
  const match = size === null ? null : /^(\d+)(?:x(\d+))?$/i.exec(size)
  if (size !== null && match === null) throw new UsageError(`--image-size should be WIDTHxHEIGHT in pixels, e.g. 32x32, got ${JSON.stringify(size)}`)
  const { width, height } = match === null ? plan.images : { width: Number(match[1]), height: Number(match[2] ?? match[1]) }
  return { ...plan, images: { ...plan.images, width, height, colour: flag('grey') ? 'grey' : flag('colour') ? 'colour' : plan.images.colour } }
}

export const datasetFetch: Command = {
  name: 'dataset fetch',
  operands: ['[NAME]'],
  doc: 'Downloads a well-known data set and stores it; without a name lists them. DESCENT_DATASET_MIRROR names a mirror of your own.',
  options: {},
  async run(context): Promise<ExitCode> {
    const { open, output, invocation } = context
    const [name] = invocation.operands
    if (name === undefined) {
      const entries = await (await open('read')).api.datasets.catalogue()
      output.result(entries, () => `${formatTable([
        ['name', 'what', 'samples', 'input', 'stored as'],
        ...entries.map((entry) => [entry.name, entry.doc.en, String(entry.sampleCount), formatShape(entry.inputShape), entry.storedAs ?? '']),
      ], { header: true })}\n`)
      return EXIT.done
    }
    const { api, listen } = await open('write', { startsStored: false })
    return followDataset(context, api, listen, async (task) => {
      const dataset = await api.datasets.fetch(name, task)
      const entry = (await api.datasets.catalogue()).find((candidate) => candidate.name === name)
      const unchecked = entry?.files.filter(({ verification }) => verification === 'structure') ?? []
      if (unchecked.length > 0) output.note(`${unchecked.map((file) => file.name).join(', ')}: no checksum is known; checked by what the files hold`)
      output.result(dataset, () => stored(dataset))
    })
  },
}

export const datasetList: Command = {
  name: 'dataset list',
  operands: [],
  doc: 'Lists the workspace\'s data sets.',
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
  doc: 'Shows where a data set comes from, its classes and columns, and what looks wrong: duplicates, leaks, overlapping parts.',
  options: {},
  async run({ open, output, invocation }) {
    const { api } = await open('read')
    const details = await api.datasets.describe((await findDataset(api, invocation.operands[0]!)).id)
    output.result(details, () => description(details))
    return EXIT.done
  },
}

function description({ dataset, classCounts, features, targetStatistics, quality, lineage }: DatasetDetails): string {
  const columns = [...features, ...(targetStatistics === null ? [] : [targetStatistics])]
  const classes = classCounts === null ? '' : `\n${formatTable([['class', 'train', 'validation', 'test'], ...classCounts.map((count) => [count.name, String(count.train), String(count.validation), String(count.test)])], { header: true })}\n`
  return [
    `${dataset.name} (${dataset.id}): ${dataset.sampleCount} samples of ${formatShape(dataset.inputShape)} from ${dataset.source}\n`,
    lineage === null ? '' : `${lineageLines(lineage)}\n`,
    `\n${formatTable([
      ['column', 'minimum', 'maximum', 'mean', 'deviation', 'missing', 'distinct'],
      ...columns.map((column) => [column.name, ...[column.minimum, column.maximum, column.mean, column.standardDeviation, column.missing, column.distinct].map(formatNumber)]),
    ], { header: true })}\n`,
    classes,
    qualityLines(quality).map((line) => `\n${line}`).join(''),
    '\n',
  ].join('')
}

function lineageLines(lineage: DatasetLineage): string {
  const made = new Date(lineage.at).toISOString().slice(0, 16).replace('T', ' ')
  const files = lineage.source?.files.map(({ name, bytes, sha256 }) => `  ${sha256}  ${name} (${bytes} bytes)`) ?? []
  const more = lineage.source === null || lineage.source.fileCount === files.length ? [] : [`  … ${lineage.source.fileCount} files, ${lineage.source.bytes} bytes, all together ${lineage.source.sha256}`]
  const what = lineage.kind === 'block' ? `made by ${JSON.stringify(lineage.block)} with seed ${lineage.seed}` : lineage.catalogue === null ? 'imported' : `fetched as ${lineage.catalogue.name}${lineage.catalogue.addresses.length === 0 ? ' from its folder' : ` from ${lineage.catalogue.addresses.join(', ')}`}`
  return [`${what} on ${made} by Descent ${lineage.importer}`, ...files, ...more].join('\n')
}

function qualityLines({ constantFeatures, duplicates, contradictions, overlap, leaks }: DatasetDetails['quality']): string[] {
  const lines: string[] = []
  if (constantFeatures.length > 0) lines.push(`constant: ${constantFeatures.slice(0, 10).join(', ')}${constantFeatures.length > 10 ? `, … (${constantFeatures.length})` : ''}`)
  if (duplicates > 0) lines.push(`duplicates: ${duplicates} samples repeat the inputs of an earlier one${contradictions > 0 ? `, ${contradictions} of them with another target` : ''}`)
  if (overlap !== null && overlap.trainTest + overlap.trainValidation + overlap.validationTest > 0) lines.push(`overlap: ${overlap.trainTest} test and ${overlap.trainValidation} validation samples are also in training, ${overlap.validationTest} test samples also in validation`)
  if (leaks.length > 0) lines.push(`leaking: ${leaks.map(({ name, score }) => `${name} (${Math.round(100 * score)} %)`).join(', ')} tell the target almost alone (at least ${Math.round(100 * LEAK_SCORE)} % of its uncertainty); make sure that they are known when predicting`)
  return lines
}

export const datasetRemove: Command = {
  name: 'dataset remove',
  operands: ['DATASET'],
  doc: 'Puts a data set that no run needs into the trash; dataset restore ID takes it back.',
  options: {},
  async run({ open, output, invocation }) {
    const { api } = await open('write', { startsStored: false })
    const { id, name } = await findDataset(api, invocation.operands[0]!)
    await api.datasets.remove(id)
    output.result({ removed: id }, () => `${name} is in the trash; descent dataset restore ${id} takes it back\n`)
    return EXIT.done
  },
}

export const datasetRestore: Command = {
  name: 'dataset restore',
  operands: ['ID'],
  doc: 'Takes a data set back from the trash.',
  options: {},
  async run({ open, output, invocation }: Context) {
    const { api } = await open('write', { startsStored: false })
    await api.datasets.restore(invocation.operands[0]!)
    output.result({ restored: invocation.operands[0] }, () => 'restored\n')
    return EXIT.done
  },
}

/** By id, by the beginning of one, or by name. */
export async function findDataset(api: Api, word: string): Promise<DatasetSummary> {
  const all = await api.datasets.list()
  const exact = all.find(({ id }) => id === word) ?? all.find(({ name }) => name === word)
  const matching = exact === undefined && word !== '' ? all.filter(({ id }) => id.startsWith(word)) : []
  const found = exact ?? (matching.length === 1 ? matching[0] : undefined)
  if (found === undefined) throw new UsageError(`no data set is called ${JSON.stringify(word)}; see descent dataset list`)
  return found
}
