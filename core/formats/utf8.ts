import { strFromU8, strToU8 } from 'fflate/browser'

/** Text as UTF-8 bytes. */
export const encodeUtf8 = (content: string): Uint8Array => strToU8(content)

/** UTF-8 bytes as text; a byte-order mark is dropped, bytes that are no UTF-8 become U+FFFD. */
export function decodeUtf8(content: Uint8Array): string {
  const decoded = strFromU8(content)
  return decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded
}

/** The text of a file of unknown encoding: UTF-8 where it is valid, else Latin-1, which old spreadsheets write. */
export function decodeText(content: Uint8Array): string {
  const decoded = decodeUtf8(content)
  return decoded.includes('\uFFFD') ? strFromU8(content, true) : decoded
}
