import { unzipSync, zipSync } from 'fflate/browser'
import { SpecError, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { NamedArray } from './named-array.ts'
import { readNpy, writeNpy } from './npy.ts'

/** Zip's earliest date: the same arrays give the same bytes on any day. */
const DATE = new Date(1980, 0, 1)

/** The bytes of a .npz file: `numpy.load` gives every array by its name. */
export function writeNpz(arrays: readonly NamedArray[]): Uint8Array {
  const entries = arrays.map(({ name, shape, data }) => [`${name}.npy`, writeNpy({ shape, data })] as const)
  return zipSync(Object.fromEntries(entries), { level: 0, mtime: DATE })
}

/** Reads a .npz file. `name` stands in messages. Throws SpecError with every array that cannot be read. */
export function readNpz(name: string, content: Uint8Array): NamedArray[] {
  const issues: Issue[] = []
  const arrays = Object.entries(unzip(name, content)).flatMap(([entry, bytes]): NamedArray[] => {
    try {
      return [{ name: entry.replace(/\.npy$/, ''), ...readNpy(`${name}/${entry}`, bytes) }]
    } catch (error) {
      if (!(error instanceof SpecError)) throw error
      issues.push(...error.issues)
      return []
    }
  })
  if (issues.length > 0) throw new SpecError(issues)
  return arrays
}

function unzip(name: string, content: Uint8Array): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(content)
  } catch {
    throw new SpecError([{ path: name, expected: text('a complete .npz (zip) file', 'un fichero .npz (zip) completo'), received: 'a truncated or damaged one' }])
  }
}
