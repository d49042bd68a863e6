import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

const at = (path: string): string => resolve(import.meta.dirname, path)

export default defineConfig({
  main: {
    build: {
      sourcemap: true,
      // Everything in "dependencies" (native modules) stays outside; the rest is bundled.
      rolldownOptions: {
        input: {
          index: at('electron/main/index.ts'),
          cli: at('electron/cli/index.ts'),
          'training-worker': at('core/worker/training-worker.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false, // a sandboxed preload can require nothing but electron
      rolldownOptions: {
        input: { index: at('electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [vue()],
    build: {
      minify: true,
      rolldownOptions: {
        input: { index: at('renderer/index.html') },
        output: { codeSplitting: { groups: [{ name: 'charts', test: /node_modules[\\/](echarts|zrender|vue-echarts)/ }] } },
      },
    },
  },
})
