import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Bridge, Reply } from '../../electron/contract/bridge.ts'
import { channels } from '../../electron/contract/channels.ts'
import { IPC } from '../../electron/contract/ipc.ts'
import { serveApp } from '../../electron/main/app-protocol.ts'
import { loadWindowState } from '../../electron/main/window-state.ts'
import { asked, app, exposed, invokeFrom, sent, windows } from '../support/fake-electron.ts'

/** The real main process and the real preload script, on a stand-in for Electron. */
const folder = mkdtempSync(join(tmpdir(), 'descent-desktop-'))
const page = { url: 'app://descent/index.html', parent: null }

beforeAll(async () => {
  asked.userData = folder
  asked.switches.set('workspace', join(folder, 'workspace'))
  await import('../../electron/main/index.ts')
  await vi.waitFor(() => expect(windows[0]?.url).not.toBeNull(), { timeout: 10_000 })
  await import('../../electron/preload/index.ts')
})

afterAll(async () => {
  const before = asked.quits
  app.emit('before-quit', { preventDefault: () => {} })
  await vi.waitFor(() => expect(asked.quits).toBeGreaterThan(before), { timeout: 10_000 })
  rmSync(folder, { recursive: true, force: true })
})

describe('the window', () => {
  test('is isolated, sandboxed, and shows our own page', () => {
    const [window] = windows
    expect(window!.options.webPreferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false })
    expect(window!.options.webPreferences?.preload).toMatch(/out[\\/]preload[\\/]index\.cjs$/)
    expect(window!.url).toBe('app://descent/')
    expect(window!.visible).toBe(true)
    expect(asked.sandboxed).toBe(true)
  })

  test('stays where it is: no navigation, no windows of its own', () => {
    const { webContents } = windows[0]!
    const event = { preventDefault: vi.fn() }
    webContents.emit('will-navigate', event)
    webContents.emit('will-attach-webview', event)
    expect(event.preventDefault).toHaveBeenCalledTimes(2)
    const open = (url: string) => webContents.openHandler!({ url } as Parameters<NonNullable<typeof webContents.openHandler>>[0])
    for (const url of ['https://pytorch.org/', 'file:///etc/passwd', 'javascript:alert(1)', 'app://descent/']) expect(open(url)).toEqual({ action: 'deny' })
    expect(asked.opened).toEqual(['https://pytorch.org/'])
  })

  test('may write to the clipboard and nothing else', () => {
    const permissions = ['clipboard-sanitized-write', 'media', 'geolocation', 'notifications', 'openExternal', 'clipboard-read'] as const
    const granted = permissions.filter((permission) => {
      let answer = false
      asked.permissionRequest!(null as never, permission, (allowed) => (answer = allowed), null as never)
      return answer
    })
    expect(granted).toEqual(['clipboard-sanitized-write'])
    expect(asked.permissionCheck!(null, 'media', '', null as never)).toBe(false)
  })

  test('has a menu in the system\'s language', () => {
    expect(asked.menu.map(({ label, role }) => label ?? role)).toContain('&Edición')
  })

  test('comes to the front when the app is started again', () => {
    app.emit('second-instance')
    expect(windows[0]!.focused).toBe(true)
    expect(windows).toHaveLength(1)
  })

  test('remembers where it was, unless that display is gone', () => {
    windows[0]!.emit('close')
    const file = join(folder, 'window.json')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ width: 1440, height: 900, maximized: false })
    writeFileSync(file, JSON.stringify({ x: 2000, y: 100, width: 800, height: 600, maximized: true }))
    expect(loadWindowState(file, [{ x: 0, y: 0, width: 1920, height: 1080 }])).toEqual({ width: 800, height: 600, maximized: true })
    expect(loadWindowState(file, [{ x: 1920, y: 0, width: 1920, height: 1080 }])).toMatchObject({ x: 2000, y: 100 })
    writeFileSync(file, '{ broken')
    expect(loadWindowState(file, [])).toEqual({ width: 1440, height: 900 })
  })
})

describe('the app protocol', () => {
  test('has an origin of its own', () => {
    expect(asked.schemes).toEqual([{ scheme: 'app', privileges: expect.objectContaining({ standard: true, secure: true }) as object }])
    expect([...asked.protocolHandlers.keys()]).toEqual(['app'])
  })

  test('has a strict policy, and nothing outside the window\'s folder', async () => {
    const root = join(folder, 'renderer')
    mkdirSync(root)
    writeFileSync(join(root, 'index.html'), '<!doctype html>')
    writeFileSync(join(folder, 'secret.txt'), 'secret')
    let answer: (request: Request) => Response | Promise<Response> = () => Response.error()
    serveApp({ protocol: { handle: (_scheme: string, handler: typeof answer) => void (answer = handler) } as never }, root)
    const fetchApp = async (url: string): Promise<Response> => answer(new Request(url))
    const page = await fetchApp('app://descent/')
    expect([page.status, await page.text()]).toEqual([200, '<!doctype html>'])
    expect(page.headers.get('content-security-policy')).toContain(`default-src 'none'`)
    expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe|ws:|\*/)
    expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp')
    for (const url of ['app://descent/..%2fsecret.txt', 'app://descent/%2e%2e%2fsecret.txt', 'app://other/index.html', 'app://descent/nothing.js']) expect((await fetchApp(url)).status, url).toBe(404)
  })
})

describe('calls', () => {
  test('our page is answered', async () => {
    expect(await invokeFrom(page, IPC.call, 'app.info', [])).toMatchObject({ ok: true, value: { host: 'electron', workspace: join(folder, 'workspace') } })
  })

  test.each([
    ['another site', { url: 'https://evil.example/', parent: null }],
    ['a host of the same scheme', { url: 'app://evil/', parent: null }],
    ['a name that begins like ours', { url: 'app://descent.evil.example/', parent: null }],
    ['a frame inside our page', { url: 'app://descent/', parent: {} as never }],
    ['a file', { url: 'file:///tmp/index.html', parent: null }],
    ['a frame that is gone', null],
  ])('%s is not', async (_who, frame) => {
    expect(await invokeFrom(frame, IPC.call, 'app.info', [])).toMatchObject({ ok: false, error: { name: 'SecurityError' } })
  })

  test('the bridge on the window is all that the page gets, and lets only the contract through', async () => {
    const bridge = exposed.get('descent') as Bridge
    expect([...exposed.keys()]).toEqual(['descent'])
    expect(Object.keys(bridge).sort()).toEqual(['invoke', 'listen', 'pathOf'])
    expect(await bridge.invoke('runs.list', [])).toEqual({ ok: true, value: [] })
    expect(await bridge.invoke('constructor', [])).toMatchObject({ ok: false, error: { name: 'RangeError' } })
    expect(() => bridge.listen('anything', () => {})).toThrow(RangeError)
    expect(bridge.pathOf?.(new File([], 'a.csv'))).toBe('/dropped/a.csv')
    expect(Object.keys(channels).length).toBeGreaterThan(25)
  })

  test('what is stored is announced to the page, until it stops listening', async () => {
    const bridge = exposed.get('descent') as Bridge
    const heard: unknown[] = []
    const stop = bridge.listen('datasets.changed', (payload) => heard.push(payload))
    const reply = await bridge.invoke('datasets.generate', [{ kind: 'xor', samples: 8 }, 1]) as Extract<Reply, { ok: true }>
    expect(reply).toMatchObject({ ok: true, value: { sampleCount: 8 } })
    expect(heard).toEqual([{ datasets: [reply.value] }])
    stop()
    await bridge.invoke('datasets.rename', [(reply.value as { id: string }).id, 'eight'])
    expect(heard).toHaveLength(1)
    expect(sent.length).toBeGreaterThan(1)
  })
})
