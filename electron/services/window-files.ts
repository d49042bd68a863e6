import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

export interface WindowFile { readonly content: Buffer<ArrayBuffer>; readonly mediaType: string }

/** The file of the built window that an address path names; null when there is none or it lies outside the folder. */
export async function readWindowFile(folder: string, path: string): Promise<WindowFile | null> {
  try {
    const root = await realpath(folder)
    const file = await realpath(join(root, path === '/' ? 'index.html' : decodeURIComponent(path)))
    if (!file.startsWith(root + sep)) return null
    return { content: await readFile(file), mediaType: MEDIA_TYPES[extname(file)] ?? 'application/octet-stream' }
  } catch {
    return null
  }
}
