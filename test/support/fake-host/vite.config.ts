import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const project = resolve(import.meta.dirname, '../../..')

/** The window with an invented backend, to look at: `npx vite --config test/support/fake-host/vite.config.ts`. No part of the build. */
export default defineConfig({
  root: resolve(project, 'renderer'),
  cacheDir: resolve(project, '.tsbuild/vite-fake-host'),
  plugins: [
    vue(),
    { name: 'fake-host', transformIndexHtml: () => [{ tag: 'script', attrs: { type: 'module', src: `/@fs${resolve(import.meta.dirname, 'fake-bridge.ts')}` }, injectTo: 'head-prepend' }] },
  ],
  server: { port: 5199, strictPort: true, hmr: false, watch: null, fs: { strict: false } },
  build: { outDir: resolve(project, 'out/fake-host') },
})
