import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** Each in a process of its own: the app takes the whole process, and one of them has another module for Electron. */
const runScript = (name: string) => spawnSync(process.execPath, [join(import.meta.dirname, name)], { encoding: 'utf8', timeout: 100_000 })

it('the built desktop app works over a stand-in for Electron', () => {
  const { status, stdout, stderr } = runScript('built-shell.ts')
  expect(stderr + stdout).toMatch(/built shell: passed/)
  expect(status).toBe(0)
})

it('the built desktop app works in Electron, where its binary is installed', () => {
  const { status, stdout, stderr } = runScript('electron-shell.ts')
  process.stdout.write(stdout)
  expect(stderr + stdout).toMatch(/electron shell: (passed|skipped)/)
  expect(status).toBe(0)
})
