import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { SpecError, text } from '../../core/index.ts'
import { decodeMessage, encodeMessage, type AnnouncementMessage, type ReplyMessage, type RequestMessage } from '../contract/wire.ts'
import { dispatch } from '../services/dispatch.ts'
import type { Services } from '../services/create-services.ts'
import { readWindowFile } from '../services/window-files.ts'
import { isOwnHost, mayConnect, securityHeaders } from './security.ts'

export interface WebHostOptions {
  readonly services: Pick<Services, 'api' | 'listen'>
  /** The built window. */
  readonly folder: string
  /** 0 takes any free one. */
  readonly port: number
  /** The largest message a page may send: an uploaded file with what goes with it. */
  readonly maximumUploadBytes?: number
}

export interface WebHost {
  /** With the token in the fragment, which browsers send to nobody. */
  readonly url: string
  readonly port: number
  readonly token: string
  close(): Promise<void>
}

const MAXIMUM_UPLOAD_BYTES = 512 * 2 ** 20
/** A page that falls this far behind is cut off; it connects again and loads what it shows. */
const MAXIMUM_UNSENT_BYTES = 64 * 2 ** 20

/** Serves the window to a browser on this machine. Throws SpecError when the port is taken. */
export async function startWebHost({ services, folder, port: wanted, maximumUploadBytes = MAXIMUM_UPLOAD_BYTES }: WebHostOptions): Promise<WebHost> {
  const token = randomBytes(24).toString('base64url')
  const server = createServer()
  const port = await listen(server, wanted)
  serveFiles(server, folder, port)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maximumUploadBytes })
  server.on('upgrade', (request, socket, head) => {
    if (!mayConnect(request, port, token)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (page) => connectPage(page, services))
  })
  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    port,
    token,
    async close() {
      for (const page of sockets.clients) page.terminate()
      sockets.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reasons: Readonly<Record<string, string>> = { EADDRINUSE: 'one that is in use', EACCES: 'one that only the system may use' }
      reject(new SpecError([{
        path: `port ${port}`,
        expected: text('a free port', 'un puerto libre'),
        received: reasons[error.code ?? ''] ?? error.message,
        fix: text('choose another, or leave --port out', 'elija otro o deje fuera --port'),
      }]))
    })
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function serveFiles(server: Server, folder: string, port: number): void {
  const headers = securityHeaders(port)
  server.on('request', (request, response) => {
    const refuse = (status: number, reason: string): void => void response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end(`${reason}\n`)
    if (!isOwnHost(request, port)) return refuse(403, `Open http://127.0.0.1:${port}/ with the address that Descent printed.`)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET and HEAD')
    const path = (request.url ?? '/').replace(/[?#].*$/s, '')
    void readWindowFile(folder, path).then((file) => {
      if (file === null) return refuse(404, 'No such file')
      response.writeHead(200, { ...headers, 'content-type': file.mediaType, 'content-length': file.content.byteLength })
      response.end(request.method === 'HEAD' ? undefined : file.content)
    })
  })
}

/** Answers a page's calls and passes on what is announced. */
function connectPage(page: WebSocket, { api, listen: listenTo }: Pick<Services, 'api' | 'listen'>): void {
  page.binaryType = 'arraybuffer'
  const send = (message: ReplyMessage | AnnouncementMessage): void => {
    if (page.bufferedAmount > MAXIMUM_UNSENT_BYTES) page.terminate()
    if (page.readyState === page.OPEN) page.send(encodeMessage(message))
  }
  const stopListening = listenTo((announcement, payload) => send({ announcement, payload }))
  page.on('close', stopListening)
  page.on('error', () => page.terminate())
  page.on('message', (data) => {
    const request = readRequest(data as ArrayBuffer)
    if (request === null) return page.close(1003, 'Not a request')
    void dispatch(api, request.channel, request.args).then((reply) => send({ id: request.id, reply }))
  })
}

function readRequest(frame: ArrayBuffer): RequestMessage | null {
  try {
    const message = decodeMessage(frame)
    if (typeof message !== 'object' || message === null) return null
    const { id, channel, args } = message as Partial<RequestMessage>
    return typeof id === 'number' && typeof channel === 'string' && Array.isArray(args) ? { id, channel, args } : null
  } catch {
    return null
  }
}
