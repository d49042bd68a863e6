import { gunzipSync } from 'fflate/browser'
import { SpecError } from '../schema/issue.ts'
import { text } from '../schema/text.ts'

const isGzip = (content: Uint8Array): boolean => content.length > 2 && content[0] === 0x1f && content[1] === 0x8b

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
  throw new SpecError([
    {
      path: name,
      expected: text('a complete gzip file', 'un fichero gzip completo'),
      received: 'a truncated or damaged one',
      fix: text('copy or download the file again', 'copie o descargue el fichero de nuevo'),
    },
  ])
}
