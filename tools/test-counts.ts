import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { packageProgram, runStep } from './run-step.ts'
import { root } from './setup.ts'

export interface TestCounts {
  readonly passed: number
  readonly failed: number
}

/** What `vitest --reporter=json` writes, as far as it is read here. */
interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

export const addCounts = (a: TestCounts, b: TestCounts): TestCounts => ({ passed: a.passed + b.passed, failed: a.failed + b.failed })

/** Runs projects of vitest as one step, and counts. A file that cannot even be loaded counts as one failure. */
export async function runTests(name: string, projects: readonly string[]): Promise<TestCounts> {
  const file = join(root, 'test/results', `${name.replaceAll(' ', '-')}.json`)
  rmSync(file, { force: true })
  const chosen = projects.flatMap((project) => ['--project', project])
  const { succeeded } = await runStep(name, [...packageProgram('vitest/vitest.mjs'), 'run', ...chosen, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`])
  const counts = readCounts(file)
  // Errors outside of tests, and no tests at all, leave no trace in the counts.
  return succeeded || counts.failed > 0 ? counts : { ...counts, failed: 1 }
}

function readCounts(file: string): TestCounts {
  if (!existsSync(file)) return { passed: 0, failed: 0 }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report
  const unloaded = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length
  return { passed: numPassedTests, failed: numFailedTests + unloaded }
}
