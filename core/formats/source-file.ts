import { formatCount } from '../schema/count-text.ts'
import { SpecError } from '../schema/issue.ts'
import { text } from '../schema/text.ts'

/** A file that is read piece by piece; whoever opens it may look at it more than once. */
export interface SourceFile {
  /** As it was dropped or named; within a folder or an archive the path there, with `/`. */
  readonly name: string
  /** In bytes; of a packed file what it declares. */
  readonly size: number
  /** The bytes from `from` up to `to`; fewer where the file ends. */
  read(from: number, to: number): Promise<Uint8Array>
  /** All bytes in order. Throws SpecError when a packed file is damaged. */
  chunks(): AsyncIterable<Uint8Array>
}

/** More than this is never held in memory as one piece. */
const MOST_WHOLE_BYTES = 4 * 2 ** 30
const CHUNK_BYTES = 2 ** 20

/** A file whose bytes are at hand. */
export const memoryFile = (name: string, content: Uint8Array): SourceFile => ({
  name,
  size: content.length,
  read: async (from, to) => content.subarray(from, to),
  async *chunks() {
    for (let at = 0; at < content.length; at += CHUNK_BYTES) yield content.subarray(at, at + CHUNK_BYTES)
  },
})

/** All bytes of a file in one piece. Throws SpecError for more than `most`. */
export async function readWhole(file: SourceFile, most = MOST_WHOLE_BYTES): Promise<Uint8Array> {
  if (file.size > most) throw tooLarge(file.name, most)
  let content = new Uint8Array(file.size)
  let length = 0
  for await (const chunk of file.chunks()) {
    if (length + chunk.length > most) throw tooLarge(file.name, most)
    if (length + chunk.length > content.length) content = grown(content, length + chunk.length)
    content.set(chunk, length)
    length += chunk.length
  }
  return length === content.length ? content : content.subarray(0, length)
}

function grown(content: Uint8Array, least: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(least, content.length * 2))
  larger.set(content)
  return larger
}

/** The first bytes of a file, at most `count`; of a packed one, as they are unpacked. */
export async function readHead(file: SourceFile, count: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const chunk of file.chunks()) {
    pieces.push(chunk)
    length += chunk.length
    if (length >= count) break
  }
  return joinBytes(pieces).subarray(0, count)
}

/** Pieces of bytes as one. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]
  const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}

const tooLarge = (name: string, most: number): SpecError =>
  new SpecError([{ path: name, expected: text(`at most ${formatCount(most)} bytes`, `como mucho ${formatCount(most, 'es')} bytes`), received: 'more' }])
