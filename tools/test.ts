// Proves everything, set-up included: the checks, then whole journeys through the built app in a browser.
import { check } from './check.ts'
import { ensureBrowser } from './ensure-browser.ts'
import { ensureInstalled, runEntry } from './setup.ts'
import { addCounts, runTests, type TestCounts } from './test-counts.ts'

/** Holds when the set-up itself breaks down. */
let counts: TestCounts = { passed: 0, failed: 1 }
await runEntry(async () => {
  counts = await proveAll()
})
// The last line stands alone: scripts read it.
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`)
process.exitCode = counts.failed === 0 ? 0 : 1

async function proveAll(): Promise<TestCounts> {
  ensureInstalled()
  const checked = await check()
  if (checked.failed > 0) return checked
  if (!ensureBrowser()) return { ...checked, failed: 1 }
  return addCounts(checked, await runTests('journeys', ['e2e']))
}
