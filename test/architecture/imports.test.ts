import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, copyFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const config = join(root, '.dependency-cruiser.cjs')
const { forbidden } = createRequire(import.meta.url)(config) as { forbidden: { name: string }[] }
const rules = forbidden.map(({ name }) => name)

/** One file that breaks each rule: [rule, file, what it imports]. */
const planted: readonly (readonly [string, string, string])[] = [
  ['core-math', 'core/math/a.ts', '../schema/target.ts'],
  ['core-schema', 'core/schema/a.ts', '../ops/target.ts'],
  ['core-ops', 'core/ops/a.ts', '../layers/target.ts'],
  ['core-kernels', 'core/kernels/build/a.ts', '../../math/target.ts'],
  ['core-formats', 'core/formats/a.ts', '../datasets/target.ts'],
  ['core-activations', 'core/activations/a.ts', '../layers/target.ts'],
  ['core-initializers', 'core/initializers/a.ts', '../network/target.ts'],
  ['core-layers', 'core/layers/a.ts', '../network/target.ts'],
  ['core-losses', 'core/losses/a.ts', '../layers/target.ts'],
  ['core-optimizers', 'core/optimizers/a.ts', '../trainer/target.ts'],
  ['core-pretraining', 'core/pretraining/a.ts', '../trainer/target.ts'],
  ['core-schedules', 'core/schedules/a.ts', '../optimizers/target.ts'],
  ['core-ensembles', 'core/ensembles/a.ts', '../layers/target.ts'],
  ['core-regularizers', 'core/regularizers/a.ts', '../network/target.ts'],
  ['core-preprocessing', 'core/preprocessing/a.ts', '../datasets/target.ts'],
  ['core-augmentations', 'core/augmentations/a.ts', '../datasets/target.ts'],
  ['core-saliency', 'core/saliency/a.ts', '../network/target.ts'],
  ['core-datasets', 'core/datasets/a.ts', '../splits/target.ts'],
  ['core-splits', 'core/splits/a.ts', '../experiment/target.ts'],
  ['core-metrics', 'core/metrics/a.ts', '../experiment/target.ts'],
  ['core-network', 'core/network/a.ts', '../experiment/target.ts'],
  ['core-experiment', 'core/experiment/a.ts', '../trainer/target.ts'],
  ['core-trainer', 'core/trainer/a.ts', '../analysis/target.ts'],
  ['core-advice', 'core/advice/a.ts', '../analysis/target.ts'],
  ['core-templates', 'core/templates/a.ts', '../trainer/target.ts'],
  ['core-exports', 'core/exports/a.ts', '../analysis/target.ts'],
  ['core-imports', 'core/imports/a.ts', '../analysis/target.ts'],
  ['core-analysis', 'core/analysis/a.ts', '../index.ts'],
  ['core-drawing', 'core/drawing/a.ts', '../trainer/target.ts'],
  ['core-is-pure', 'core/math/b.ts', '../../electron/services/target.ts'],
  ['core-no-node', 'core/trainer/b.ts', 'node:fs'],
  ['core-no-packages', 'core/datasets/b.ts', 'fflate'],
  ['formats-known-packages', 'core/formats/b.ts', 'vue'],
  ['formats-known-packages', 'core/formats/c.ts', 'fflate'],
  ['umap-knows-umap', 'core/worker/umap.ts', 'vue'],
  ['core-knows-no-worker', 'core/trainer/c.ts', '../worker/target.ts'],
  ['core-through-its-index', 'electron/services/a.ts', '../../core/math/target.ts'],
  ['worker-through-its-protocol', 'electron/services/b.ts', '../../core/worker/target.ts'],
  ['contract-is-types', 'electron/contract/a.ts', '../services/target.ts'],
  ['renderer-sees-the-contract', 'renderer/a.ts', '../electron/services/target.ts'],
  ['renderer-no-node', 'renderer/b.ts', 'node:fs'],
  ['renderer-no-native', 'renderer/c.ts', 'better-sqlite3'],
  ['renderer-is-a-leaf', 'electron/main/a.ts', '../../renderer/target.ts'],
  ['only-database-knows-sqlite', 'electron/services/c.ts', 'better-sqlite3'],
  ['only-shell-knows-electron', 'electron/services/d.ts', 'electron'],
  ['only-web-knows-sockets', 'electron/main/b.ts', 'ws'],
  ['database-is-below', 'electron/database/a.ts', '../services/target.ts'],
  ['services-know-no-host', 'electron/services/e.ts', '../main/target.ts'],
  ['preload-is-thin', 'electron/preload/a.ts', '../services/target.ts'],
  ['hosts-through-services', 'electron/main/c.ts', '../database/target.ts'],
  ['no-unresolved', 'electron/main/d.ts', './nowhere.ts'],
]

interface Violation { readonly from: string; readonly rule: { readonly name: string } }

/** Every violation in a tree of files, found by the project's own rules. */
function cruise(folder: string): Violation[] {
  const args = [join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'), 'core', 'electron', 'renderer', '--config', config, '--output-type', 'json']
  const output = capture(process.execPath, args, folder)
  return (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations
}

/** Standard output, whatever the exit code: violations make it other than 0. */
function capture(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'inherit'] })
  } catch (error) {
    const { stdout } = error as { stdout?: string }
    if (stdout === undefined || stdout === '') throw error
    return stdout
  }
}

function write(folder: string, file: string, content: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), content)
}

describe('the import rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'descent-imports-'))
  let found: Violation[]

  beforeAll(() => {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
    copyFileSync(join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'))
    write(folder, 'core/index.ts', 'export const x = 1\n')
    for (const [, file, imported] of planted) {
      write(folder, file, `import * as x from '${imported}'\nexport const y = x\n`)
      if (imported.endsWith('/target.ts')) write(folder, join(dirname(file), imported), 'export const x = 1\n')
    }
    write(folder, 'core/math/round.ts', "import { b } from './trip.ts'\nexport const a = () => b\n")
    write(folder, 'core/math/trip.ts', "import { a } from './round.ts'\nexport const b = () => a\n")
    found = cruise(folder)
  }, 60_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('each have a violation planted below', () => {
    expect([...new Set(planted.map(([rule]) => rule)), 'no-circular'].sort()).toEqual(rules.toSorted())
  })

  it.each(planted)('%s catches %s → %s', (rule, file) => {
    expect(found.filter(({ from }) => from === file).map((violation) => violation.rule.name)).toContain(rule)
  })

  it('no-circular catches two files that import each other', () => {
    expect(found.filter(({ rule }) => rule.name === 'no-circular').map(({ from }) => from)).toContain('core/math/round.ts')
  })
})

it('nothing in the project breaks them', () => {
  expect(cruise(root).map(({ from, rule }) => `${from} breaks ${rule.name}`)).toEqual([])
}, 60_000)
