import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { WorkerFile } from './protocol.ts'
import { unreadable } from './unreadable.ts'

/** A file's bytes; SpecError when it cannot be read. Read in pieces: Node reads no more than 2 GB at once. */
export async function readFileContent(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      if (size < MOST_AT_ONCE) return await file.readFile()
      const content = new Uint8Array(size)
      let length = 0
      while (length < size) {
        const { bytesRead } = await file.read(content, length, Math.min(MOST_AT_ONCE, size - length), length)
        if (bytesRead === 0) break
        length += bytesRead
      }
      return content.subarray(0, length)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw unreadable(path, error)
  }
}

const MOST_AT_ONCE = 2 ** 30

export const namedFiles = (files: readonly WorkerFile[]): Promise<{ name: string; content: Uint8Array }[]> =>
  Promise.all(files.map(async (file) => ('path' in file ? { name: basename(file.path), content: await readFileContent(file.path) } : file)))
