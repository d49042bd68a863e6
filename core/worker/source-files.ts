import { closeSync, lstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { memoryFile, SpecError, text, type FileAccess, type SourceFile } from '../index.ts'
import type { WorkerFile } from './protocol.ts'
import { unreadable } from './unreadable.ts'

const CHUNK_BYTES = 2 ** 20
const MOST_FILES = 1_000_000
const MOST_FOLDERS_DEEP = 32

/** Told of bytes as they are read. */
export type CountBytes = (bytes: number) => void

/**
 * The files to import: paths, contents, and folders with all that is in them, hidden files and links left out.
 * Threads that import do nothing else, so they read without waiting in turns. Throws SpecError.
 */
export function openFiles(files: readonly WorkerFile[], count: CountBytes = () => {}): SourceFile[] {
  const opened: SourceFile[] = []
  for (const file of files) {
    if ('content' in file) opened.push(memoryFile(file.name, file.content))
    else visit(file.path, file.name ?? basename(file.path), 0, opened, count)
  }
  return opened
}

function visit(path: string, name: string, depth: number, opened: SourceFile[], count: CountBytes): void {
  const found = attempt(path, () => statSync(path))
  if (!found.isDirectory()) {
    if (!found.isFile()) throw new SpecError([{ path, expected: text('a file or a folder', 'un fichero o una carpeta'), received: 'something else' }])
    if (opened.length >= MOST_FILES) throw new SpecError([{ path, expected: text('at most 1,000,000 files', 'como mucho 1.000.000 de ficheros'), received: 'more' }])
    opened.push(diskFile(path, name, found.size, count))
    return
  }
  if (depth > MOST_FOLDERS_DEEP) throw new SpecError([{ path, expected: text('folders within folders, at most 32 deep', 'carpetas dentro de carpetas, como mucho 32'), received: 'deeper ones' }])
  const before = opened.length
  for (const entry of attempt(path, () => readdirSync(path)).sort()) {
    if (entry.startsWith('.') || entry === '__MACOSX' || entry === 'Thumbs.db') continue
    const inner = join(path, entry)
    // A link may lead anywhere, also back.
    if (!lstatSync(inner).isSymbolicLink()) visit(inner, depth === 0 && name === '' ? entry : `${name}/${entry}`, depth + 1, opened, count)
  }
  if (depth === 0 && opened.length === before) throw new SpecError([{ path, expected: text('a folder with files', 'una carpeta con ficheros'), received: 'an empty one' }])
}

/** A file on the disk. Throws SpecError when it cannot be read. */
export function diskFile(path: string, name: string, size: number, count: CountBytes = () => {}): SourceFile {
  return {
    name,
    size,
    async read(from, to) {
      const handle = attempt(path, () => openSync(path, 'r'))
      try {
        const bytes = readAt(path, handle, from, Math.min(to, size) - from)
        count(bytes.length)
        return bytes
      } finally {
        closeSync(handle)
      }
    },
    async *chunks() {
      const handle = attempt(path, () => openSync(path, 'r'))
      try {
        for (let at = 0; ;) {
          const bytes = readAt(path, handle, at, Math.min(CHUNK_BYTES, Math.max(1, size - at)))
          if (bytes.length === 0) return
          count(bytes.length)
          at += bytes.length
          yield bytes
        }
      } finally {
        closeSync(handle)
      }
    },
  }
}

/** Opens a file by its path. Throws SpecError. */
export function openPath(path: string): SourceFile {
  return diskFile(path, path, attempt(path, () => statSync(path)).size)
}

/** The files of specs, whose paths are absolute here. */
export const fileAccess: FileAccess = { open: async (path) => openPath(path) }

function readAt(path: string, handle: number, from: number, count: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, count))
  let length = 0
  while (length < bytes.length) {
    const read = attempt(path, () => readSync(handle, bytes, length, bytes.length - length, from + length))
    if (read === 0) break
    length += read
  }
  return length === bytes.length ? bytes : bytes.subarray(0, length)
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw unreadable(path, error)
  }
}
