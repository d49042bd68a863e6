import { commands } from './commands.ts'

const NAMES: Readonly<Record<string, string>> = { ' ': 'space', Escape: 'esc', Delete: 'del', Backspace: 'del', ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' }
const SHOWN: Readonly<Record<string, string>> = { alt: 'Alt', space: 'Space', esc: 'Esc', del: 'Del', enter: '↵', up: '↑', down: '↓', left: '←', right: '→' }

const onMac = /Mac|iPhone|iPad/.test(navigator.platform)

/** The keys of an event, written as commands write them. */
export function keysOf(event: KeyboardEvent): string {
  const key = NAMES[event.key] ?? event.key.toLowerCase()
  const mod = onMac ? event.metaKey : event.ctrlKey
  // Shift is part of the character for `?` and the like, and a modifier only beside letters and named keys.
  const shift = event.shiftKey && (key.length > 1 || /[a-z]/.test(key))
  return `${shift ? 'shift+' : ''}${mod ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${key}`
}

/** `mod+k` as the reader's keyboard names it: `Ctrl K`, `⌘K`. */
export const shownKeys = (keys: string): string =>
  keys.split('+').map((key) => (key === 'mod' ? (onMac ? '⌘' : 'Ctrl') : key === 'shift' ? (onMac ? '⇧' : 'Shift') : (SHOWN[key] ?? key.toUpperCase()))).join(onMac ? '' : ' ')

const TYPING = 'input:not([type=checkbox]):not([type=radio]):not([type=range]):not([type=button]), textarea, select, [contenteditable]'
/** Keys that the focused control uses itself. */
const OWN_KEYS: readonly (readonly [selector: string, keys: readonly string[]])[] = [
  ['button, a, summary, [role=button], [role=tab], [role=menuitem], [role=option]', ['space', 'enter']],
  ['input[type=checkbox], input[type=radio]', ['space']],
  ['input[type=range], [role=slider], [role=tablist], [role=radiogroup]', ['up', 'down', 'left', 'right']],
  ['[role=grid], [role=treegrid], [role=listbox], [role=tree]', ['up', 'down', 'left', 'right', 'enter', 'j', 'k']],
  ['[role=grid]:not([data-space=free]), [role=treegrid]:not([data-space=free]), [role=listbox], [role=tree]', ['space']],
]

/** True when the focused element answers these keys itself. */
function isTaken(keys: string, target: Element): boolean {
  if (keys.includes('mod+')) return target.matches('input, textarea') && ['mod+z', 'shift+mod+z'].includes(keys)
  if (target.closest(TYPING) !== null) return true
  return OWN_KEYS.some(([selector, own]) => own.includes(keys) && target.closest(selector) !== null)
}

/** Runs the command whose keys were pressed. Returns the function that stops listening. */
export function listenForShortcuts(): () => void {
  const pressed = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return
    if (document.querySelector('dialog[open]') !== null) return
    const keys = keysOf(event)
    // Inside a shadow root, as in the text editor, the event tells where it began only by its path.
    const [target] = event.composedPath()
    if (target instanceof Element && isTaken(keys, target)) return
    const command = commands.value.findLast((candidate) => candidate.keys?.includes(keys) === true && candidate.enabled?.() !== false)
    if (command === undefined) return
    event.preventDefault()
    void command.run()
  }
  document.addEventListener('keydown', pressed)
  return () => document.removeEventListener('keydown', pressed)
}
