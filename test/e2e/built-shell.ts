// The built desktop app over a stand-in for Electron: `node test/e2e/built-shell.ts` after a build. Exits with 1 when something is wrong.
import assert from 'node:assert/strict'
import { registerHooks } from 'node:module'
import { setTimeout as wait } from 'node:timers/promises'
import { shellJourney } from './shell-journey.ts'

const standIn = new URL('./electron-stand-in.ts', import.meta.url).href
registerHooks({ resolve: (name, context, next) => (name === 'electron' ? { url: standIn, shortCircuit: true } : next(name, context)) })
const electron = await import('./electron-stand-in.ts')
const began = performance.now()
await import(new URL('../../out/main/index.js', import.meta.url).href)
while (electron.windows[0]?.page == null && performance.now() - began < 30_000) await wait(50)
const page = electron.windows[0]?.page
assert.ok(page != null, `The window did not open: ${electron.problems.join('; ')}`)
try {
  await shellJourney(page)
  // The refused inline script is the one error there should be.
  assert.equal(electron.problems.length, 1, electron.problems.join('\n'))
  assert.match(electron.problems[0]!, /inline script violates/)
} finally {
  await electron.quit()
}
process.stdout.write(`built shell: passed in ${((performance.now() - began) / 1000).toFixed(1)} s\n`)
process.exit(0)
