import { zipSync } from 'fflate/browser'

/** Zip's earliest date: the same files give the same bytes on any day. */
const DATE = new Date(1980, 0, 1)

/** The bytes of a ZIP archive of a few files, in the order given; weights hardly shrink, so they are stored as they are unless `compress` says otherwise. */
export const writeZip = (files: readonly { readonly name: string; readonly content: Uint8Array }[], { compress = false } = {}): Uint8Array =>
  zipSync(Object.fromEntries(files.map(({ name, content }) => [name, content])), { level: compress ? 6 : 0, mtime: DATE })
