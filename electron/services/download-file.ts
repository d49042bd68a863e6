import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Downloads that come bit by bit, or not at all, are given up after this long without a byte. */
const PATIENCE_MS = 30_000
const MOST_REDIRECTS = 5
const MOST_BYTES = 8 * 2 ** 30

export interface DownloadOptions {
  readonly signal: AbortSignal
  readonly patienceMs?: number
  onProgress(bytes: number, totalBytes: number | null): void
}

/** Why an address did not give the file; the next mirror may. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError'
}

/** What is known of a half-downloaded file: whether what a server has now still continues it. */
interface Half { readonly address: string; readonly validator: string | null }

/**
 * Downloads `address` to `path`, which is there whole or not at all. What came before a break is kept beside it (`.part`) and continued
 * from where it ended, as long as the server has the same file. Throws DownloadError.
 */
export async function downloadFile(address: string, path: string, options: DownloadOptions): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const part = `${path}.part`
  const known = await readHalf(part, address)
  const from = known === null ? 0 : await sizeOf(part)
  const patience = createPatience(options)
  try {
    const headers: Record<string, string> = { 'accept-encoding': 'identity', ...(from > 0 ? { range: `bytes=${from}-`, ...(known?.validator == null ? {} : { 'if-range': known.validator }) } : {}) }
    const response = await request(address, headers, patience.signal)
    // The server has less than we do, or has something else: from the beginning.
    if (response.status === 416 && from > 0) {
      await response.body?.cancel()
      await rm(part, { force: true })
      return await downloadFile(address, path, options)
    }
    if (response.status !== 200 && response.status !== 206) {
      await response.body?.cancel()
      throw new DownloadError(`${response.status} ${response.statusText}`.trim())
    }
    const start = response.status === 206 ? rangeStart(response, from) : 0
    const total = totalOf(response, start)
    if (total !== null && total > MOST_BYTES) throw new DownloadError('a file that is far too large')
    await writeFile(`${part}.json`, JSON.stringify({ address, validator: validatorOf(response) } satisfies Half))
    await receive(response, part, start, total, options, patience.touch)
    if (total !== null && (await sizeOf(part)) !== total) throw new DownloadError('the connection broke off')
    await rename(part, path)
    await rm(`${part}.json`, { force: true })
  } catch (error) {
    options.signal.throwIfAborted()
    if (patience.signal.aborted) throw new DownloadError('no answer in time')
    throw error instanceof DownloadError ? error : new DownloadError(reasonOf(error))
  } finally {
    patience.end()
  }
}

const sizeOf = (path: string): Promise<number> => stat(path).then(({ size }) => size, () => 0)

/** Null when nothing is there, or it came from another address. */
async function readHalf(part: string, address: string): Promise<Half | null> {
  try {
    const half = JSON.parse(await readFile(`${part}.json`, 'utf8')) as Half
    if (half.address === address) return half
  } catch {
    // Nothing is known, so nothing can be continued.
  }
  await rm(part, { force: true })
  return null
}

function createPatience({ signal, patienceMs = PATIENCE_MS }: DownloadOptions): { signal: AbortSignal; touch(): void; end(): void } {
  const controller = new AbortController()
  let timer = setTimeout(() => controller.abort(), patienceMs)
  const pass = (): void => controller.abort()
  signal.addEventListener('abort', pass)
  if (signal.aborted) pass()
  return {
    signal: controller.signal,
    touch() {
      clearTimeout(timer)
      timer = setTimeout(() => controller.abort(), patienceMs)
    },
    end() {
      clearTimeout(timer)
      signal.removeEventListener('abort', pass)
    },
  }
}

/** Follows redirects by hand, so that they end, and never from a protected address to an open one. */
async function request(address: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
  let at = new URL(address)
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    if (at.protocol !== 'http:' && at.protocol !== 'https:') throw new DownloadError(`an address that is no web address (${at.protocol})`)
    const response = await fetch(at, { headers, signal, redirect: 'manual' })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || location === null) return response
    await response.body?.cancel()
    const next = new URL(location, at)
    if (at.protocol === 'https:' && next.protocol !== 'https:') throw new DownloadError('a redirection from https to an open connection')
    at = next
  }
  throw new DownloadError(`more than ${MOST_REDIRECTS} redirections`)
}

function rangeStart(response: Response, asked: number): number {
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1]
  if (start === undefined || Number(start) !== asked) throw new DownloadError('another piece than was asked for')
  return asked
}

function totalOf(response: Response, start: number): number | null {
  const range = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]
  if (range !== undefined) return Number(range)
  const length = response.headers.get('content-length')
  // A length of packed content says nothing of what arrives.
  return length === null || response.headers.get('content-encoding') !== null ? null : start + Number(length)
}

const validatorOf = ({ headers }: Response): string | null => {
  const tag = headers.get('etag')
  return tag !== null && !tag.startsWith('W/') ? tag : headers.get('last-modified')
}

async function receive(response: Response, part: string, start: number, total: number | null, { onProgress }: DownloadOptions, touch: () => void): Promise<void> {
  const file = await open(part, start === 0 ? 'w' : 'r+')
  let at = start
  try {
    for await (const chunk of response.body ?? []) {
      const bytes = chunk as Uint8Array
      touch()
      for (let written = 0; written < bytes.length;) written += (await file.write(bytes, written, bytes.length - written, at + written)).bytesWritten
      at += bytes.length
      if (at > (total ?? MOST_BYTES)) throw new DownloadError('more than the server announced')
      onProgress(at, total)
    }
    await file.truncate(at)
    await file.sync()
  } finally {
    await file.close()
  }
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const words: Readonly<Record<string, string>> = { ENOTFOUND: 'no such server, or no network', EAI_AGAIN: 'no network', ECONNREFUSED: 'a server that does not answer', ECONNRESET: 'the connection broke off', UND_ERR_SOCKET: 'the connection broke off', UND_ERR_CONNECT_TIMEOUT: 'no answer in time' }
  return words[code] ?? (cause instanceof Error ? cause.message : String(cause))
}

/** A checksum of a file, in hexadecimal. */
export async function fileDigest(path: string, algorithm: 'md5' | 'sha256', unpack: (content: Uint8Array) => Uint8Array = (content) => content): Promise<string> {
  return createHash(algorithm).update(unpack(await readFile(path))).digest('hex')
}
