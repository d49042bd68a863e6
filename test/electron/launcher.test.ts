import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { installation } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'

const root = installation.folder

/** A machine whose Node and npm answer as given: scripts of their own come first on its PATH. */
function machine(programs: Readonly<Record<string, string>>): { folder: string; run(...command: readonly string[]): { status: number | null; stdout: string; stderr: string } } {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'bin'))
  mkdirSync(join(folder, 'tools', 'node'), { recursive: true })
  copyFileSync(join(root, 'tools', 'with-node.sh'), join(folder, 'tools', 'with-node.sh'))
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, 'bin', name), 0o755)
  }
  const run = (...command: readonly string[]) => spawnSync('sh', [join(folder, 'tools', 'with-node.sh'), ...command], { encoding: 'utf8', env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` } })
  return { folder, run }
}

const OLD_NODE = 'case "$1" in --version) echo v20.20.2;; *) exit 1;; esac'

describe.runIf(process.platform !== 'win32')('with-node.sh', () => {
  test('runs the command on the machine\'s own Node when that is new enough', () => {
    const { status, stdout } = machine({ node: `exec '${process.execPath}' "$@"` }).run('node', '-p', '"ran " + process.argv0.length')
    expect([status, stdout.startsWith('ran ')]).toEqual([0, true])
  })

  test('says in one sentence what is missing when a newer Node can neither be found nor fetched', () => {
    const { status, stdout, stderr } = machine({ node: OLD_NODE, npm: 'exit 1', uname: 'case "$1" in -s) echo Linux;; -m) echo x86_64;; esac' }).run('node', '-p', '1')
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/needs Node 24\.15 or newer; this machine has v20\.20\.2\. Fetching/)
    expect(stderr).toContain('Node could not be fetched. Install Node 24.15 or newer yourself')
  })

  test('asks for Node where none can be fetched for the system', () => {
    const { status, stderr } = machine({ node: OLD_NODE, uname: 'case "$1" in -s) echo Plan9;; -m) echo mips;; esac' }).run('node', '-p', '1')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^Descent needs Node 24\.15 or newer; this machine has v20\.20\.2\. Install it .*\n$/)
  })
})

test('npm start refuses an option it does not know in one line, before it does anything', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'tools', 'start.ts'), '--prot', '8080'], { encoding: 'utf8' })
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^Unknown option '--prot'.* Usage: npm start -- .*\n$/)
})
