import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { createServices } from '../../electron/services/create-services.ts'
import type { Installation } from '../../electron/services/installation.ts'
import { startWebHost } from '../../electron/web/start-web-host.ts'
import { launchBrowser } from '../support/web-app.ts'
import { writerSpec, WORKERS } from './scale-writing.ts'

/** The window while trainings run: frames, and tasks that hold it up. */
export interface LiveFigures {
  readonly view: string
  readonly framesPerSecond: number
  readonly longestTaskMs: number
  /** Of more than 50 ms. */
  readonly longTasks: number
}

/** Views are looked at for so long, after they have come to rest. */
const LOOK_MS = 8000
const SETTLE_MS = 3000

/** Eight trainings in a workspace of thousands of runs, as the views show them. */
export async function measureLive(installation: Installation, workspace: string): Promise<readonly LiveFigures[]> {
  const built = { ...installation, workerUrl: pathToFileURL(join(installation.folder, 'out', 'main', 'training-worker.js')) }
  const services = await createServices({ installation: built, workspace, host: 'web', threads: 1, parallelRuns: WORKERS })
  const host = await startWebHost({ services, folder: installation.rendererFolder, port: 0 })
  const browser = await launchBrowser()
  try {
    const { id: dataset } = await services.api.datasets.generate({ kind: 'spirals', samples: 2000 }, 1)
    const ids: string[] = []
    for (let seed = 1; seed <= WORKERS; seed++) ids.push((await services.api.runs.start(writerSpec(dataset, seed) as never)).id)
    const page = await browser.newPage({ viewport: { width: 1360, height: 860 } })
    await page.goto(host.url)
    await page.waitForSelector('nav a[href="#/runs"]')
    const figures: LiveFigures[] = []
    for (const [view, address] of [['table of runs', `/runs/${ids[0]}`], ['comparison', `/compare?runs=${ids.join(',')}`], ['design', '/design']] as const) {
      await page.evaluate((to) => { location.hash = to }, address)
      await wait(SETTLE_MS)
      figures.push({ view, ...(await look(page)) })
    }
    return figures
  } finally {
    await browser.close()
    await host.close()
    await services.close()
  }
}

const look = (page: Page): Promise<Omit<LiveFigures, 'view'>> => page.evaluate(async (milliseconds) => {
  const tasks: number[] = []
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
  observer.observe({ type: 'longtask' })
  const began = performance.now()
  let frames = 0
  while (performance.now() - began < milliseconds) {
    await new Promise(requestAnimationFrame)
    frames++
  }
  observer.disconnect()
  return { framesPerSecond: (1000 * frames) / (performance.now() - began), longestTaskMs: Math.max(0, ...tasks), longTasks: tasks.length }
}, LOOK_MS)
