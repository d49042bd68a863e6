// Everything that can be known of the code in seconds: types, lint, import rules, unit tests, and that it builds.
import { packageProgram, runStep } from './run-step.ts'
import { ensureInstalled, runEntry } from './setup.ts'
import { runTests, type TestCounts } from './test-counts.ts'

const before: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['kernels', [process.execPath, 'tools/build-kernels.ts']],
  ['types', [...packageProgram('typescript/bin/tsc'), '-b']],
  ['types of the window', [...packageProgram('vue-tsc/bin/vue-tsc.js'), '-b', 'renderer']],
  ['lint', [...packageProgram('eslint/bin/eslint.js'), '.', '--max-warnings', '0']],
  ['imports', [...packageProgram('dependency-cruiser/bin/dependency-cruiser.mjs'), 'core', 'electron', 'renderer', '--config', '.dependency-cruiser.cjs']],
]
/** In a process of its own, so that its output can be held back like that of the other steps. */
const build: readonly string[] = [process.execPath, '--input-type=module', '--eval', "import { ensureBuilt } from './tools/setup.ts'; ensureBuilt()"]

/** Runs every step and stops at the first that fails, which counts as one failure. */
export async function check(): Promise<TestCounts> {
  for (const [name, command] of before) if (!(await runStep(name, command)).succeeded) return { passed: 0, failed: 1 }
  const counts = await runTests('unit tests', ['node', 'renderer'])
  if (counts.failed > 0) return counts
  return (await runStep('build', build)).succeeded ? counts : { ...counts, failed: 1 }
}

if (import.meta.main) {
  await runEntry(async () => {
    ensureInstalled()
    const { passed, failed } = await check()
    process.stdout.write(`${passed} passed, ${failed} failed\n`)
    process.exitCode = failed === 0 ? 0 : 1
  })
}
