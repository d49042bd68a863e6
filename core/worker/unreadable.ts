import { SpecError, text } from '../index.ts'

const REASONS: Readonly<Record<string, string>> = { ENOENT: 'no such file', EISDIR: 'a folder', EACCES: 'a file that may not be read', EPERM: 'a file that may not be read', ERR_FS_FILE_TOO_LARGE: 'a file of more than 2 GB' }

const MISSING = text('put it there, or name it where it is', 'póngalo ahí, o indique dónde está')

/** What the system says of a file, in words. */
export function unreadable(path: string, error: unknown): SpecError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new SpecError([{ path, expected: text('a file that can be read', 'un fichero que se pueda leer'), received: REASONS[code] ?? String(error), ...(code === 'ENOENT' ? { fix: MISSING } : {}) }])
}
