import type { Protocol, Session } from 'electron'
import { contentSecurityPolicy } from '../services/content-policy.ts'
import { readWindowFile } from '../services/window-files.ts'

export const APP_SCHEME = 'app'
export const APP_ORIGIN = `${APP_SCHEME}://descent`
export const APP_URL = `${APP_ORIGIN}/`

/** Must run before the app is ready: a scheme with an origin of its own, to which content policies apply. */
export function declareAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
}

/** Serves the built window, and nothing else, under `app://descent/`. */
export function serveApp(session: Pick<Session, 'protocol'>, folder: string): void {
  session.protocol.handle(APP_SCHEME, async (request) => {
    const { host, pathname } = new URL(request.url)
    const file = host === 'descent' ? await readWindowFile(folder, pathname) : null
    if (file === null) return new Response('No such file', { status: 404, headers: HEADERS })
    return new Response(file.content, { headers: { ...HEADERS, 'content-type': file.mediaType } })
  })
}

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy(`'self'`),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}
