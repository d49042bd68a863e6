import { readFileSync, writeFileSync } from 'node:fs'
import type { Rectangle } from 'electron'

/** Where the window was and how large. */
export interface WindowState extends Rectangle {
  readonly maximized: boolean
}

const DEFAULT_SIZE = { width: 1440, height: 900 }
const SMALLEST = 400

/** The remembered state as far as it still fits on a display; otherwise the default size, placed by the system. */
export function loadWindowState(file: string, displays: readonly Rectangle[]): Partial<WindowState> & typeof DEFAULT_SIZE {
  const state = readState(file)
  if (state === null || state.width < SMALLEST || state.height < SMALLEST) return DEFAULT_SIZE
  const visible = displays.some((display) => overlaps(display, state))
  return visible ? state : { width: state.width, height: state.height, maximized: state.maximized }
}

export function saveWindowState(file: string, state: WindowState): void {
  writeFileSync(file, JSON.stringify(state))
}

function readState(file: string): WindowState | null {
  try {
    const state = JSON.parse(readFileSync(file, 'utf8')) as Partial<WindowState>
    const { x, y, width, height, maximized } = state
    return [x, y, width, height].every((value) => Number.isSafeInteger(value)) ? { x: x!, y: y!, width: width!, height: height!, maximized: maximized === true } : null
  } catch {
    return null // there is none yet, or it is damaged: not worth a word
  }
}

/** At least the title bar's grip must be on the display. */
const overlaps = (display: Rectangle, { x, y, width }: Rectangle): boolean =>
  x + width > display.x + 100 && x < display.x + display.width - 100 && y >= display.y && y < display.y + display.height - 50
