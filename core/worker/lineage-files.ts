import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { datasets, type BlockSpec, type LineageFile, type LineageFiles, type SourceFile } from '../index.ts'
import { openPath } from './source-files.ts'

/** A folder of a hundred thousand images is told by its hash; its first files stand for the others. */
const MOST_LISTED = 1000

/** What the lineage keeps of files: names, sizes and hashes of their bytes as they lie there. */
export async function lineageFiles(files: readonly SourceFile[]): Promise<LineageFiles> {
  const all: LineageFile[] = []
  for (const file of files) {
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of file.chunks()) {
      hash.update(chunk)
      bytes += chunk.length
    }
    all.push({ name: file.name, bytes, sha256: hash.digest('hex') })
  }
  all.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const list = createHash('sha256')
  for (const { name, sha256 } of all) list.update(`${sha256}  ${name}\n`)
  return { files: all.slice(0, MOST_LISTED), fileCount: all.length, bytes: all.reduce((sum, { bytes }) => sum + bytes, 0), sha256: list.digest('hex') }
}

/** The files that a block names, or null for one that names none. */
export async function blockSource(block: BlockSpec): Promise<LineageFiles | null> {
  const paths = Object.entries(datasets.get(block.kind).hyperparameters).flatMap(([name, { kind }]) => (kind === 'path' && typeof block[name] === 'string' ? [block[name]] : []))
  return paths.length === 0 ? null : lineageFiles(paths.map((path) => ({ ...openPath(path), name: basename(path) })))
}
