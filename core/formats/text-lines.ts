import { SpecError } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { joinBytes, type SourceFile } from './source-file.ts'
import { decodeText } from './utf8.ts'

const LINE_FEED = 0x0a
const MOST_LINE_BYTES = 64 * 2 ** 20

/** The lines of a text file in batches, without their ends, however large the file. Throws SpecError for a line of more than 64 MB. */
export async function* textLines(file: SourceFile): AsyncIterable<readonly string[]> {
  let rest: Uint8Array[] = []
  let held = 0
  for await (const chunk of file.chunks()) {
    const end = chunk.lastIndexOf(LINE_FEED)
    if (end < 0) {
      rest.push(chunk)
      held += chunk.length
      if (held > MOST_LINE_BYTES) throw new SpecError([{ path: file.name, expected: text('lines of text', 'líneas de texto'), received: 'a line of more than 64 MB' }])
      continue
    }
    yield linesOf(joinBytes([...rest, chunk.subarray(0, end)]))
    rest = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : []
    held = rest.reduce((sum, { length }) => sum + length, 0)
  }
  if (rest.length > 0) yield linesOf(joinBytes(rest))
}

const linesOf = (content: Uint8Array): string[] => decodeText(content).split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
