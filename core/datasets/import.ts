import { memoryFile, type SourceFile } from '../formats/source-file.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { Dataset } from './dataset.ts'
import { collectSamples, type SampleBlock, type SampleStream } from './sample-source.ts'
import type { ImportFormatKind, ImportPreview, NamedFile, PartialPlan } from './import-plan.ts'
import type { OpenedImport, OpenOptions, SniffedFile } from './readers/definition.ts'
import { importFormats } from './readers/registry.ts'
import { unpackFiles } from './unpack-files.ts'
import { emptyBatch, sampleRange, type SampleBatch } from './sample-batch.ts'

const PREVIEWED_SAMPLES = 50
/** What a preview looks at: enough to guess by, and quick. */
const PREVIEW_LIMIT = { bytes: 32 * 2 ** 20, images: PREVIEWED_SAMPLES }

/** What an import would make of these files. Throws SpecError only when they cannot be read at all; other problems are its `issues`. */
export async function previewImport(files: readonly SourceFile[], plan: PartialPlan | null): Promise<ImportPreview> {
  const opened = await openImport(files, { plan, limit: PREVIEW_LIMIT })
  const { samples, classes, issues } = await firstSamples(opened)
  const { rows, choices, notes, sampleCount, inputShape, complete } = opened
  return { plan: opened.plan, sampleCount, complete, inputShape, classes, rows, samples, choices, notes, issues }
}

/** The samples in these files, read by a plan or by what is sniffed, and the plan. Throws SpecError with every problem. */
export async function openSamples(files: readonly SourceFile[], plan: PartialPlan | null): Promise<Pick<OpenedImport, 'plan'> & { readonly source: SampleStream }> {
  const opened = await openImport(files, { plan, limit: null })
  return { plan: opened.plan, source: opened.samples() }
}

/** The data set in files at hand. Throws SpecError. */
export async function importDataset(files: readonly NamedFile[], plan: PartialPlan | null): Promise<Dataset> {
  const { source } = await openSamples(files.map(({ name, content }) => memoryFile(name, content)), plan)
  return collectSamples(source)
}

async function openImport(files: readonly SourceFile[], options: OpenOptions): Promise<OpenedImport> {
  if (files.length === 0) throw new SpecError([{ path: '', expected: text('at least one file', 'al menos un fichero'), received: 'none' }])
  const sniffed = await unpackFiles(files)
  const format = options.plan?.format ?? sniffFormat(sniffed)
  return importFormats.get(format).open(sniffed.map(({ file }) => file), options)
}

/** By content: the first format that knows every file. Throws SpecError for what none knows and for a mixture. */
export function sniffFormat(files: readonly SniffedFile[]): ImportFormatKind {
  const known = files.map((file) => importFormats.kinds.find((kind) => importFormats.get(kind).sniff(file)) ?? null)
  const list = importFormats.kinds.map((kind) => importFormats.get(kind).label)
  const expected = text(`one of ${list.map(({ en }) => en).join(', ')} (gzipped or zipped or not)`, `uno de ${list.map(({ es }) => es).join(', ')} (con o sin gzip o zip)`)
  const unknown = files.flatMap(({ file }, i): Issue[] => (known[i] === null ? [{ path: file.name, expected, received: 'a file of another format' }] : []))
  const kinds = [...new Set(known.filter((kind) => kind !== null))]
  // Tables beside images name their classes; other files beside them (a readme) are no reason to refuse.
  if (kinds.includes('images') && kinds.every((kind) => kind === 'images' || kind === 'csv' || kind === 'json')) return 'images'
  if (unknown.length > 0) throw new SpecError(unknown.slice(0, MOST_ISSUES))
  if (kinds.length > 1) {
    const names = files.slice(0, MOST_ISSUES).map(({ file }) => file.name).join(', ')
    throw new SpecError([{ path: names, expected: text('files of one format', 'ficheros de un solo formato'), received: kinds.map((kind) => importFormats.get(kind).label.en).sort().join(' and ') }])
  }
  return kinds[0]
}

const MOST_ISSUES = 20

/** The samples to show, as far as they can be read. */
async function firstSamples(opened: OpenedImport): Promise<{ samples: SampleBatch; classes: readonly string[] | null; issues: readonly Issue[] }> {
  if (opened.issues.length > 0) return { samples: emptyBatch(), classes: null, issues: opened.issues }
  try {
    const source = opened.samples()
    const { targets } = source.layout
    return { samples: await takeSamples(source), classes: targets.kind === 'classes' ? targets.classes : null, issues: [] }
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    return { samples: emptyBatch(), classes: null, issues: error.issues }
  }
}

async function takeSamples({ layout, blocks }: SampleStream): Promise<SampleBatch> {
  const taken: SampleBlock[] = []
  let count = 0
  for await (const block of blocks()) {
    taken.push(block)
    count += block.count
    if (count >= PREVIEWED_SAMPLES) break
  }
  const head: SampleStream = {
    layout: { ...layout, sampleCount: count },
    async *blocks() { yield* taken },
  }
  return sampleRange(await collectSamples(head), 0, PREVIEWED_SAMPLES)
}

