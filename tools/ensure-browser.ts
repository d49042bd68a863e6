import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findBrowser } from './find-browser.ts'

const APT = '/usr/bin/apt-get'
/** What only reports progress or asks questions is off: nobody sits at the keyboard. */
const INSTALL = ['install', '--yes', '--no-install-recommends', 'chromium']

/** Whether there is a browser for the journeys, after installing one where that is possible. Says what it does and what is missing. */
export function ensureBrowser(): boolean {
  if (findBrowser() !== null) return true
  if (existsSync(APT)) installChromium()
  if (findBrowser() !== null) return true
  process.stdout.write('The end-to-end journeys need Chromium, Chrome or Edge: install one, or name it in the variable CHROMIUM.\n')
  return false
}

function installChromium(): void {
  process.stdout.write('No Chromium, Chrome or Edge was found: installing Chromium with apt-get …\n')
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  for (const args of [['update'], INSTALL]) {
    const [program, ...rest] = [...asRoot, APT, ...args]
    const { status } = spawnSync(program!, rest, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    if (status !== 0) return
  }
}
