const KEY = 'descent.token'

/**
 * The web host's token. It arrives in the address's fragment (`#token=…`), is kept for this tab
 * and taken off the address bar, where the router needs the fragment and nobody should copy it from.
 */
export function takeToken(): string | null {
  const given = tokenIn(location.hash)
  if (given === null) return sessionStorage.getItem(KEY)
  sessionStorage.setItem(KEY, given)
  history.replaceState(null, '', `${location.pathname}${location.search}`)
  return given
}

const tokenIn = (fragment: string): string | null => new URLSearchParams(fragment.replace(/^#\/?/, '')).get('token')

/** A host that was started anew prints another address; opened in this tab it changes the fragment alone, and the page begins again with its token. */
export function followToken(restart: () => void): void {
  window.addEventListener('hashchange', ({ newURL }) => {
    const given = tokenIn(new URL(newURL).hash)
    if (given === null) return
    sessionStorage.setItem(KEY, given)
    history.replaceState(null, '', `${location.pathname}${location.search}`)
    restart()
  })
}
