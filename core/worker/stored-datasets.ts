import { createHash } from 'node:crypto'
import { mkdir, open, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeDataset, describeDataset, describeLayout, encodeDataset, encodeSamples, type Dataset, type SampleStream } from '../index.ts'
import type { StoredDataset } from './protocol.ts'
import { readFileContent } from './read-file.ts'
import { writeDurably } from './write-durably.ts'

/** Data sets are kept for the next question as long as this many samples' inputs fit, in numbers. */
const MOST_NUMBERS = 128e6

const recent = new Map<string, Dataset>()

/** A stored data set. The ones used last stay in memory. */
export async function loadDataset(file: string): Promise<Dataset> {
  const dataset = recent.get(file) ?? decodeDataset(await readFileContent(file))
  recent.delete(file)
  recent.set(file, dataset)
  let numbers = [...recent.values()].reduce((sum, { inputs }) => sum + inputs.length, 0)
  for (const [oldest, { inputs }] of recent) {
    if (numbers <= MOST_NUMBERS || oldest === file) break
    recent.delete(oldest)
    numbers -= inputs.length
  }
  return dataset
}

/** Writes a data set under its content's hash; one that is there already is left alone. */
export async function storeDataset(dataset: Dataset, folder: string): Promise<StoredDataset> {
  const content = encodeDataset(dataset)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const file = `${sha256}.dataset`
  const path = join(folder, file)
  const there = await stat(path).catch(() => null)
  if (there?.size !== content.byteLength) await writeDurably(path, content)
  return { description: describeDataset(dataset), file, bytes: content.byteLength, sha256 }
}

/** The name that a half-stored data set has in its temporary folder. */
const SAMPLES_FILE = 'samples'

/**
 * Writes samples as they come into a folder of their own; memory holds a block of them. Whoever asked for them moves the file under its final
 * name, so that nothing is left among the stored data sets by an import that fails or is ended.
 */
export async function writeSamples({ layout, blocks }: SampleStream, temporary: string, written: (samples: number) => void): Promise<StoredDataset> {
  const counts = { classes: layout.targets.kind === 'classes' ? layout.targets.classes.map(() => 0) : [], parts: [0, 0, 0] }
  const groups = new Set<number>()
  let samples = 0
  const counted: SampleStream = {
    layout,
    async *blocks() {
      for await (const block of blocks()) {
        if (block.parts !== null) for (const part of block.parts) counts.parts[part]!++
        if (block.groups !== null) for (const group of block.groups) groups.add(group)
        if (layout.targets.kind === 'classes') for (const label of block.targets) counts.classes[label]!++
        yield block
        samples += block.count
        written(samples)
      }
    },
  }
  const hash = createHash('sha256')
  let bytes = 0
  await mkdir(temporary, { recursive: true })
  const handle = await open(join(temporary, SAMPLES_FILE), 'w')
  try {
    await encodeSamples(counted, async (piece) => {
      hash.update(piece)
      bytes += piece.length
      await writeAll(handle, piece)
    })
    await handle.sync()
  } finally {
    await handle.close()
  }
  const sha256 = hash.digest('hex')
  return { description: describeLayout(layout, { ...counts, groups: groups.size }), file: `${sha256}.dataset`, bytes, sha256 }
}

async function writeAll(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length;) at += (await file.write(piece, at)).bytesWritten
}
