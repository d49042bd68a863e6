import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge', 'microsoft-edge-stable']
const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
const WINDOWS = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']

/** The path of an installed Chromium, Chrome or Edge, or null. The variable CHROMIUM names one that stands elsewhere. */
export const findBrowser = (): string | null => candidates().find((path) => existsSync(path)) ?? null

function candidates(): string[] {
  const chosen = process.env['CHROMIUM'] === undefined ? [] : [process.env['CHROMIUM']]
  if (process.platform === 'darwin') return [...chosen, ...MAC]
  if (process.platform === 'win32') {
    const folders = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((name) => process.env[name] ?? [])
    return [...chosen, ...folders.flatMap((folder) => WINDOWS.map((path) => join(folder, path)))]
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return [...chosen, ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))]
}
