import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: {
    projects: [
      {
        extends: true,
        resolve: { alias: { electron: resolve(import.meta.dirname, 'test/support/fake-electron.ts') } },
        test: { name: 'node', environment: 'node', include: ['test/{core,electron,architecture}/**/*.test.ts'] },
      },
      { extends: true, test: { name: 'renderer', environment: 'happy-dom', include: ['test/renderer/**/*.test.ts'] } },
    ],
  },
})
