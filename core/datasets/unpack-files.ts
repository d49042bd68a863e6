import { isGzip, openGzip } from '../formats/gzip.ts'
import { readHead, type SourceFile } from '../formats/source-file.ts'
import { isZip, openZip } from '../formats/zip.ts'
import { SpecError } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { SniffedFile } from './readers/definition.ts'

const HEAD_BYTES = 2 ** 14

/** A file, unpacked where it is gzipped. Throws SpecError. */
export async function openPlain(file: SourceFile): Promise<SourceFile> {
  return isGzip(await readHead(file, 4)) ? openGzip(file) : file
}

/** Archives give their files, gzipped files what is in them. Throws SpecError. */
export async function unpackFiles(files: readonly SourceFile[], depth = 0): Promise<SniffedFile[]> {
  const unpacked: SniffedFile[] = []
  for (const file of files) {
    const head = await readHead(file, HEAD_BYTES)
    // An archive within an archive is no data set but a trap, or a mistake.
    if (isZip(head) && depth === 0) unpacked.push(...(await openArchive(file)))
    else if (isGzip(head)) {
      const inner = await openGzip(file)
      unpacked.push({ file: inner, head: await readHead(inner, HEAD_BYTES) })
    } else unpacked.push({ file, head })
  }
  return unpacked
}

async function openArchive(file: SourceFile): Promise<SniffedFile[]> {
  const entries = await openZip(file)
  if (entries.length === 0) throw new SpecError([{ path: file.name, expected: text('an archive with files', 'un archivo con ficheros'), received: 'an empty one' }])
  return unpackFiles(entries, 1)
}

