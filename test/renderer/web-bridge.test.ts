import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { decodeMessage, encodeMessage, type RequestMessage } from '../../electron/contract/wire.ts'
import { connection, onReconnected } from '../../renderer/api/connection.ts'
import { followToken, takeToken } from '../../renderer/api/token.ts'
import { createWebBridge } from '../../renderer/api/web-bridge.ts'

/** A socket whose other end is the test. */
class FakeSocket {
  static readonly OPEN = 1
  static all: FakeSocket[] = []
  readyState = 0
  binaryType = ''
  sent: RequestMessage[] = []
  onopen: (() => void) | null = null
  onclose: (() => void) | null = null
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null

  constructor() {
    FakeSocket.all.push(this)
  }

  send(frame: ArrayBuffer): void {
    this.sent.push(decodeMessage(frame) as RequestMessage)
  }

  open(): void {
    this.readyState = 1
    this.onopen?.()
  }

  receive(message: unknown): void {
    this.onmessage?.({ data: encodeMessage(message) })
  }

  break(): void {
    this.readyState = 3
    this.onclose?.()
  }
}

const socket = (): FakeSocket => FakeSocket.all.at(-1) ?? new FakeSocket()

beforeEach(() => {
  FakeSocket.all = []
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the bridge to the web host', () => {
  it('keeps questions until it is open and gives each its own answer', async () => {
    const bridge = createWebBridge('ws://test')
    const first = bridge.invoke('runs.list', [])
    socket().open()
    const second = bridge.invoke('runs.show', ['r1'])
    expect(socket().sent.map(({ channel, args }) => [channel, args])).toEqual([['runs.list', []], ['runs.show', ['r1']]])
    const [one, two] = socket().sent.map(({ id }) => id)
    socket().receive({ id: two, reply: { ok: true, value: new Float32Array([2]) } })
    socket().receive({ id: one, reply: { ok: false, error: { name: 'Error', message: 'no' } } })
    expect(await second).toEqual({ ok: true, value: new Float32Array([2]) })
    expect(await first).toMatchObject({ ok: false, error: { message: 'no' } })
  })

  it('fails what was under way when it breaks, reconnects, and says so', async () => {
    const bridge = createWebBridge('ws://test')
    const heard = vi.fn()
    const reconnected = vi.fn()
    const stop = onReconnected(reconnected)
    bridge.listen('runs.changed', heard)
    socket().open()
    const lost = bridge.invoke('runs.start', [])
    socket().break()
    expect(await lost).toMatchObject({ ok: false, error: { name: 'Disconnected' } })
    expect(connection.value).toBe('lost')
    const waiting = bridge.invoke('runs.list', [])
    await vi.advanceTimersByTimeAsync(300)
    expect(FakeSocket.all).toHaveLength(2)
    socket().open()
    expect(connection.value).toBe('open')
    expect(reconnected).toHaveBeenCalledOnce()
    socket().receive({ id: socket().sent[0]?.id, reply: { ok: true, value: [] } })
    expect(await waiting).toEqual({ ok: true, value: [] })
    socket().receive({ announcement: 'runs.changed', payload: { runs: [] } })
    expect(heard).toHaveBeenCalledWith({ runs: [] })
    stop()
  })

  it('says that it is refused when it never opens', async () => {
    createWebBridge('ws://test')
    for (let attempt = 0; attempt < 4; attempt++) {
      socket().break()
      await vi.advanceTimersByTimeAsync(5_000)
    }
    expect(connection.value).toBe('refused')
  })
})

describe('a host that is gone', () => {
  it.each([[true, 'replaced'], [false, 'lost']] as const)('and that another answers for (%s) is %s, until it is back', async (isThere, state) => {
    createWebBridge('ws://test', async () => isThere)
    socket().open()
    for (let attempt = 0; attempt < 4; attempt++) {
      socket().break()
      await vi.advanceTimersByTimeAsync(5_000)
    }
    expect(connection.value).toBe(state)
    socket().open()
    expect(connection.value).toBe('open')
  })
})

describe('the token', () => {
  it('of an address that is opened in the same tab begins the page again', () => {
    sessionStorage.clear()
    const restart = vi.fn()
    followToken(restart)
    const go = (hash: string): boolean => window.dispatchEvent(new HashChangeEvent('hashchange', { newURL: `http://127.0.0.1/${hash}` }))
    go('#/runs/a1?filter=x')
    expect(restart).not.toHaveBeenCalled()
    go('#token=newer')
    expect(restart).toHaveBeenCalledOnce()
    expect(takeToken()).toBe('newer')
  })

  it('is taken off the address and remembered for the tab', () => {
    sessionStorage.clear()
    expect(takeToken()).toBeNull()
    location.hash = '#token=abc-_1'
    expect(takeToken()).toBe('abc-_1')
    expect(location.hash).toBe('')
    expect(takeToken()).toBe('abc-_1')
  })
})
