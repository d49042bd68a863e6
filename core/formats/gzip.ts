import { Gunzip, gunzipSync } from 'fflate/browser'
import { SpecError } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { readWhole, type SourceFile } from './source-file.ts'

export const isGzip = (content: Uint8Array): boolean => content.length > 2 && content[0] === 0x1f && content[1] === 0x8b

/** Unpacks gzip, known by its first two bytes; anything else passes as it is. Throws SpecError when the archive is damaged. */
export function unpackGzip(name: string, content: Uint8Array): Uint8Array {
  if (!isGzip(content)) return content
  try {
    // The archive's last four bytes hold the unpacked size.
    const unpacked = gunzipSync(content)
    const declared = new DataView(content.buffer, content.byteOffset + content.length - 4, 4).getUint32(0, true)
    if (unpacked.length % 2 ** 32 === declared) return unpacked
  } catch {
    // Reported below, as any other damage.
  }
  throw damaged(name)
}

/** What a gzip file holds, unpacked as it is read. */
export async function openGzip(file: SourceFile): Promise<SourceFile> {
  const tail = await file.read(Math.max(0, file.size - 4), file.size)
  const declared = tail.length < 4 ? 0 : new DataView(tail.buffer, tail.byteOffset, 4).getUint32(0, true)
  const unpacked: SourceFile = {
    name: file.name,
    // A damaged file may declare anything: no more than deflate can pack.
    size: Math.min(declared, file.size * MOST_DEFLATE_RATIO),
    async read(from, to) {
      return (await readWhole(unpacked)).subarray(from, to)
    },
    chunks: () => gunzip(file, declared),
  }
  return unpacked
}

/** The most that deflate packs into one byte. */
const MOST_DEFLATE_RATIO = 1032
const PIECE_BYTES = 2 ** 16

async function* gunzip(file: SourceFile, declared: number): AsyncIterable<Uint8Array> {
  let ready: Uint8Array[] = []
  let length = 0
  const stream = new Gunzip((chunk) => {
    length += chunk.length
    if (chunk.length > 0) ready.push(chunk)
  })
  const unpack = (piece: Uint8Array, last: boolean): void => {
    try {
      stream.push(piece, last)
    } catch {
      throw damaged(file.name)
    }
  }
  for await (const chunk of file.chunks()) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      unpack(chunk.subarray(at, at + PIECE_BYTES), false)
      yield* ready
      ready = []
    }
  }
  unpack(new Uint8Array(0), true)
  yield* ready
  if (length % 2 ** 32 !== declared) throw damaged(file.name)
}

const damaged = (name: string): SpecError =>
  new SpecError([
    {
      path: name,
      expected: text('a complete gzip file', 'un fichero gzip completo'),
      received: 'a truncated or damaged one',
      fix: text('copy or download the file again', 'copie o descargue el fichero de nuevo'),
    },
  ])
