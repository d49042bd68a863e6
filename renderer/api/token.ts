const KEY = 'descent.token'

/**
 * The web host's token. It arrives in the address's fragment (`#token=…`), is kept for this tab
 * and taken off the address bar, where the router needs the fragment and nobody should copy it from.
 */
export function takeToken(): string | null {
  const given = new URLSearchParams(location.hash.replace(/^#\/?/, '')).get('token')
  if (given === null) return sessionStorage.getItem(KEY)
  sessionStorage.setItem(KEY, given)
  history.replaceState(null, '', `${location.pathname}${location.search}`)
  return given
}
