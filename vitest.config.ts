import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** A busy machine is no failure: tests that start workers may wait for a processor. */
const patient = { testTimeout: 60_000, hookTimeout: 60_000, execArgv: ['--no-wasm-code-gc'] } // as the workers set it: see core/worker/keep-compiled-code.ts

export default defineConfig({
  plugins: [vue()],
  test: {
    // All processors: by default one is left free, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        resolve: { alias: { electron: resolve(import.meta.dirname, 'test/support/fake-electron.ts') } },
        test: { name: 'node', environment: 'node', include: ['test/{core,electron,architecture}/**/*.test.ts'], globalSetup: ['test/support/bundle-programs.ts'], ...patient },
      },
      { extends: true, test: { name: 'renderer', environment: 'happy-dom', include: ['test/renderer/**/*.test.ts'], ...patient } },
      // Whole journeys through the built app: one at a time, each with its own workspace.
      { extends: true, test: { name: 'e2e', environment: 'node', include: ['test/e2e/**/*.test.ts'], fileParallelism: false, testTimeout: 120_000, hookTimeout: 60_000 } },
    ],
  },
})
