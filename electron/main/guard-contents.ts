import type { Session, Shell, WebContents } from 'electron'

/** Links out open in the browser; these are the only ones the window has. */
const isWebAddress = (url: string): boolean => /^https:\/\//i.test(url)

/** Keeps a page where it is: no navigation, no windows of its own, no embedded ones. */
export function guardContents(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>, shell: Pick<Shell, 'openExternal'>): void {
  contents.setWindowOpenHandler(({ url }) => {
    if (isWebAddress(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** The one thing a page may do beyond its own: put text and images on the clipboard. */
const ALLOWED = 'clipboard-sanitized-write'

export function denyPermissions(session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => decide(permission === ALLOWED))
  session.setPermissionCheckHandler((_contents, permission) => permission === ALLOWED)
}
