import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { contentSecurityPolicy } from '../services/content-policy.ts'

/** What every answer carries: nothing inline, nothing from elsewhere, no frames, isolated from other pages. */
export const securityHeaders = (port: number): Readonly<Record<string, string>> => ({
  'content-security-policy': contentSecurityPolicy(`'self' ws://127.0.0.1:${port}`),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cache-control': 'no-store',
})

/** A page elsewhere whose name was pointed at this machine (DNS rebinding) sends that name. */
export const isOwnHost = ({ headers }: Pick<IncomingMessage, 'headers'>, port: number): boolean => headers.host === `127.0.0.1:${port}`

/** Browsers let any page open a WebSocket here; only ours has this origin, and only who started the host has the token. */
export function mayConnect(request: Pick<IncomingMessage, 'headers' | 'url'>, port: number, token: string): boolean {
  if (!isOwnHost(request, port) || request.headers.origin !== `http://127.0.0.1:${port}`) return false
  const given = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('token') ?? ''
  return timingSafeEqual(digest(given), digest(token))
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
