import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeDataset, describeDataset, encodeDataset, type Dataset } from '../index.ts'
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
