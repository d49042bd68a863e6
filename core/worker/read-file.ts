import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { SpecError, text, type FileAccess } from '../index.ts'
import type { WorkerFile } from './protocol.ts'

const REASONS: Readonly<Record<string, string>> = { ENOENT: 'no such file', EISDIR: 'a folder', EACCES: 'a file that may not be read', EPERM: 'a file that may not be read', ERR_FS_FILE_TOO_LARGE: 'a file of more than 2 GB' }

const MISSING = text('put it there, or name it where it is', 'póngalo ahí, o indique dónde está')

/** A file's bytes; SpecError when it cannot be read. */
export async function readFileContent(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new SpecError([{ path, expected: text('a file that can be read', 'un fichero que se pueda leer'), received: REASONS[code] ?? String(error), ...(code === 'ENOENT' ? { fix: MISSING } : {}) }])
  }
}

/** The files of specs, whose paths are absolute here. */
export const fileAccess: FileAccess = { read: readFileContent }

export const namedFiles = (files: readonly WorkerFile[]): Promise<{ name: string; content: Uint8Array }[]> =>
  Promise.all(files.map(async (file) => ('path' in file ? { name: basename(file.path), content: await readFileContent(file.path) } : file)))
