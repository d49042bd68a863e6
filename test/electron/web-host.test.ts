import { request } from 'node:http'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { decodeMessage, encodeMessage, type AnnouncementMessage, type ReplyMessage } from '../../electron/contract/wire.ts'
import { startWebHost, type WebHost } from '../../electron/web/start-web-host.ts'
import { startServices } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'

async function host(options: { maximumUploadBytes?: number } = {}): Promise<WebHost> {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'app', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  writeFileSync(join(folder, 'app', 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'app', 'assets', 'main.js'), 'export {}')
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'app', 'link.txt'))
  const web = await startWebHost({ services: await startServices(), folder: join(folder, 'app'), port: 0, ...options })
  onTestFinished(() => web.close())
  return web
}

/** Unlike fetch, sends the path and the headers as they are. */
function get(port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    }).on('error', reject).end()
  })
}

interface Page { readonly socket: WebSocket; call(channel: string, ...args: unknown[]): Promise<unknown>; announced: AnnouncementMessage[] }

function connect({ port, token }: WebHost, { origin = `http://127.0.0.1:${port}`, query = `?token=${token}`, headers = {} } = {}): Promise<Page> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/${query}`, { origin, headers })
    const waiting = new Map<number, (reply: unknown) => void>()
    const announced: AnnouncementMessage[] = []
    let lastId = 0
    socket.binaryType = 'arraybuffer'
    socket.on('message', (data) => {
      const message = decodeMessage(data as ArrayBuffer) as ReplyMessage | AnnouncementMessage
      if ('announcement' in message) announced.push(message)
      else waiting.get(message.id)?.(message.reply)
    })
    socket.on('error', reject)
    socket.on('open', () => resolve({
      socket,
      announced,
      call: (channel, ...args) => new Promise((answer) => {
        waiting.set(++lastId, answer)
        socket.send(encodeMessage({ id: lastId, channel, args }))
      }),
    }))
    onTestFinished(() => socket.terminate())
  })
}

describe('files', () => {
  test('the window is served with a policy that lets nothing in', async () => {
    const { port } = await host()
    const { status, headers, body } = await get(port, '/')
    expect([status, body]).toEqual([200, '<!doctype html>'])
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    })
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain(`default-src 'none'`)
    expect(policy).toContain(`frame-ancestors 'none'`)
    expect(policy).not.toMatch(/unsafe|\*/)
    expect((await get(port, '/assets/main.js?v=1')).headers['content-type']).toBe('text/javascript; charset=utf-8')
  })

  test.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/..%2f..%2fsecret.txt', '//etc/passwd', '/link.txt', '/%00', '/%', '/assets', '/nothing.js'])('%s leads nowhere', async (path) => {
    const { port } = await host()
    const { status, body } = await get(port, path)
    expect(status).toBe(404)
    expect(body).not.toContain('secret')
  })

  test('a name that was pointed at this machine is refused, and so is writing', async () => {
    const { port } = await host()
    for (const name of ['evil.example', `evil.example:${port}`, `localhost:${port}`, `127.0.0.1:${port + 1}`]) expect((await get(port, '/', { host: name })).status, name).toBe(403)
    expect((await get(port, '/', {}, 'POST')).status).toBe(405)
  })

  test('a port in use is one issue', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void taken.close())
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as { port: number }
    await expect(startWebHost({ services: await startServices(), folder: '.', port })).rejects.toThrow(`port ${port}: expected a free port, got one that is in use`)
  })
})

describe('the socket', () => {
  test('answers calls with typed arrays, and passes on what is announced', async () => {
    const page = await connect(await host())
    const reply = await page.call('datasets.generate', { kind: 'xor', samples: 8 }, 1) as { ok: true; value: { id: string } }
    expect(reply).toMatchObject({ ok: true, value: { sampleCount: 8 } })
    expect(await page.call('datasets.samples', reply.value.id, 0, 3)).toMatchObject({ ok: true, value: { indices: Int32Array.of(0, 1, 2) } })
    expect(page.announced.map(({ announcement }) => announcement)).toContain('datasets.changed')
  })

  test('errors come back as data, with their issues', async () => {
    const page = await connect(await host())
    expect(await page.call('datasets.describe', 'nope')).toMatchObject({ ok: false, error: { name: 'SpecError', issues: [{ path: 'dataset', received: '"nope"' }] } })
    for (const channel of ['runs.toString', '__proto__.x', 'app', 'close']) expect(await page.call(channel)).toMatchObject({ ok: false, error: { name: 'RangeError' } })
  })

  test.each([
    ['without a token', { query: '' }],
    ['with a wrong token', { query: '?token=AAAA' }],
    ['from another page', { origin: 'http://evil.example' }],
    ['from another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['with another name', { headers: { host: 'evil.example' } }],
  ])('nobody connects %s', async (_how, changes) => {
    await expect(connect(await host(), changes)).rejects.toThrow('403')
  })

  test('a frame that is no request ends the connection, one that is too large as well', async () => {
    const web = await host({ maximumUploadBytes: 1000 })
    for (const frame of [new Uint8Array(3), encodeMessage({ hello: 1 }), new Uint8Array(2000)]) {
      const { socket } = await connect(web)
      const closed = new Promise<number>((resolve) => socket.on('close', resolve))
      socket.send(frame)
      expect([1003, 1009]).toContain(await closed)
    }
  })
})
