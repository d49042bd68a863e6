import { unzipSync } from 'fflate/browser'
import { formatCount } from '../schema/count-text.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { NamedArray } from './named-array.ts'
import { readNpy, writeNpy } from './npy.ts'
import { writeZip } from './write-zip.ts'

/** The bytes of a .npz file: `numpy.load` gives every array by its name. */
export const writeNpz = (arrays: readonly NamedArray[]): Uint8Array => writeZip(arrays.map(({ name, shape, data }) => ({ name: `${name}.npy`, content: writeNpy({ shape, data }) })))

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

/** More than this is unpacked only of files that hold a good part of it; weights hardly shrink. */
const FREE_BYTES = 256 * 2 ** 20
const LARGEST_RATIO = 200

function unzip(name: string, content: Uint8Array): Readonly<Record<string, Uint8Array>> {
  const seen = new Set<string>()
  let size = 0
  try {
    return unzipSync(content, {
      // Asked of every entry before it is unpacked.
      filter({ name: entry, originalSize }) {
        size += originalSize
        if (size > FREE_BYTES && size > content.length * LARGEST_RATIO) throw bomb(name, Math.max(FREE_BYTES, content.length * LARGEST_RATIO), size)
        if (seen.has(entry)) throw new SpecError([{ path: `${name}/${entry}`, expected: text('a name that no other array has', 'un nombre que no tenga otro array'), received: JSON.stringify(entry) }])
        seen.add(entry)
        return true
      },
    })
  } catch (error) {
    if (error instanceof SpecError) throw error
    throw new SpecError([{ path: name, expected: text('a complete .npz (zip) file', 'un fichero .npz (zip) completo'), received: 'a truncated or damaged one' }])
  }
}

const bomb = (path: string, most: number, size: number): SpecError => new SpecError([{
  path, expected: text(`at most ${formatCount(most)} bytes unpacked`, `como mucho ${formatCount(most, 'es')} bytes sin comprimir`), received: formatCount(size),
  fix: text('unpack it yourself if you trust it', 'descomprímalo usted si se fía de él'),
}])
