// What large workspaces cost: npm run bench -- --scale [--json] [--quick]. A workspace of 10,000 invented runs is filled, curves of 10,000 and of 10 million
// points are written, a network is trained on 60,000 digits (MNIST where ../shared/data has it), and the built window is used in a browser:
// times are from the click or the key to the frame after the one in which what was asked for stands in the page. Eight trainings run beside the window, whose frames and long tasks are told; last, eight trainings write as fast as they can.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { createRandom } from '../../core/index.ts'
import { loadMigrations } from '../../electron/database/migrations.ts'
import { openWorkspace } from '../../electron/database/open-workspace.ts'
import { createSeriesRepository } from '../../electron/database/series-repository.ts'
import { createServices, type Services } from '../../electron/services/create-services.ts'
import { findInstallation } from '../../electron/services/installation.ts'
import { ensureBrowser } from '../../tools/ensure-browser.ts'
import { ensureBuilt } from '../../tools/setup.ts'
import { sharedData } from '../support/shared-data.ts'
import { openWebApp } from '../support/web-app.ts'
import { measureLive } from './scale-live.ts'
import { fillWorkspace } from './scale-workspace.ts'
import { measureWriting, writingText, type WritingFigures } from './scale-writing.ts'

export interface ScaleFigure { readonly title: string; readonly value: number; readonly unit: string; /** What is asked for, as a bound on the value. */ readonly wanted: string }

const POINTS = 10_000
const COMPARED = 200
const LONG = 10_000_000
const SPIKE = { at: 7_654_321, value: 50 }
const CHUNK = 100_000

const say = (text: string): void => { process.stderr.write(`${text}\n`) }
const installation = findInstallation(import.meta.filename)

/** A noisy curve that falls. */
function curve(length: number, seed: number, spike: typeof SPIKE | null = null): (from: number, count: number) => Float32Array {
  const random = createRandom(seed, 'scale/curve')
  const noise = Float32Array.from({ length: 4093 }, () => random.normal())
  return (from, count) => Float32Array.from({ length: count }, (_, i) => {
    const step = from + i
    return step === spike?.at ? spike.value : 0.1 + 2 * Math.exp((-8 * step) / length) + 0.05 * noise[(step * 7919) % noise.length]!
  })
}

/** Writes curves of single steps under the first runs. Returns those runs and the one with the long curve. */
function writeCurves(folder: string, quick: boolean): { readonly compared: readonly string[]; readonly long: string } {
  const { database, close } = openWorkspace(folder, 'write', loadMigrations(installation.migrationsFolder))
  const series = createSeriesRepository(database)
  const ids = database.prepare<[], string>(`select id from run where status = 'completed' order by created_at`).pluck().all()
  const compared = ids.slice(0, COMPARED)
  const long = ids[COMPARED]!
  const write = (run: string, length: number, spike: typeof SPIKE | null = null): void => {
    const values = curve(length, run.length + Number(run.slice(1)), spike)
    for (let from = 0; from < length; from += CHUNK) database.transaction(() => {
      series.append(run, 'step/loss', from + 1, 1, values(from, Math.min(CHUNK, length - from)))
      series.flush()
    })()
    series.forget(run)
  }
  for (const run of compared) write(run, POINTS)
  write(long, quick ? LONG / 10 : LONG, quick ? { ...SPIKE, at: SPIKE.at % (LONG / 10) } : SPIKE)
  close()
  return { compared, long }
}

/** Milliseconds in which the backend smooths a curve and reduces it; the third time, as when the slider is moved. */
async function timeSmoothing(folder: string, run: string): Promise<number> {
  const services = await createServices({ installation, workspace: folder, host: 'web' })
  let took = 0
  for (const weight of [0.7, 0.8, 0.9]) {
    const started = performance.now()
    await services.api.runs.smoothed({ runs: [run], names: ['step/loss'], maximumPoints: 20_000, weight, unit: 1 / 50 })
    took = performance.now() - started
  }
  await services.close()
  return took
}

/** A softmax regression on 60,000 images of ten classes, all of them training samples. */
async function trainDigits(folder: string, quick: boolean): Promise<string> {
  const services = await createServices({ installation, workspace: folder, host: 'web' })
  const images = sharedData('mnist/train-images-idx3-ubyte.gz')
  const labels = sharedData('mnist/train-labels-idx1-ubyte.gz')
  const dataset = images === null || labels === null ? await services.api.datasets.generate({ kind: 'strokeDigits', samples: quick ? 6000 : 60_000, size: 20 }, 1) : await services.api.datasets.import([{ path: images }, { path: labels }], null)
  const { id } = await services.api.runs.start({
    version: 1, name: 'sixty thousand', seed: 1, dataset: { kind: 'stored', id: dataset.id }, split: { kind: 'fraction', validation: 0, test: 0, stratified: false }, preprocessing: [{ kind: 'minMax' }],
    network: { layers: [{ id: 'flat', kind: 'flatten' }, { id: 'out', kind: 'dense', units: 10 }] }, outputs: [{ from: 'out', loss: { kind: 'softmaxCrossEntropy' } }], metrics: [{ kind: 'accuracy' }],
    optimizer: { kind: 'adam', learningRate: 0.001 }, batches: { size: 256, order: 'shuffle' }, stop: { epochs: 1, early: null },
  } as never)
  await ended(services, id)
  await services.close()
  return id
}

async function ended({ api, listen }: Services, id: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const check = async (): Promise<void> => { if (['completed', 'failed', 'diverged'].includes((await api.runs.show(id)).run.status)) resolve() }
  const stop = listen(() => void check())
  await check()
  await promise
  stop()
}

/** Milliseconds from an act to the frame after the one in which a selector (with a text, where one is given) stands in the page. */
async function timed(page: Page, act: { readonly click?: string; readonly go?: string; readonly fill?: readonly [selector: string, text: string] }, ready: { readonly selector: string; readonly text?: string; readonly gone?: string; /** An attribute of the selected that becomes another. */ readonly changed?: string }): Promise<number> {
  return page.evaluate(async ({ act: wanted, ready: { selector, text, gone, changed } }) => {
    const frame = (): Promise<number> => new Promise(requestAnimationFrame)
    const attribute = (): string | null => (changed === undefined ? null : (document.querySelector(selector)?.getAttribute(changed) ?? null))
    const before = attribute()
    const stands = (): boolean => (changed === undefined || attribute() !== before) && [...document.querySelectorAll(selector)].some((element) => text === undefined || element.textContent.includes(text)) && (gone === undefined || document.querySelector(gone) === null)
    const started = performance.now()
    if (wanted.click !== undefined) document.querySelector<HTMLElement>(wanted.click)!.click()
    if (wanted.go !== undefined) location.hash = wanted.go
    if (wanted.fill !== undefined) {
      const field = document.querySelector<HTMLInputElement>(wanted.fill[0])!
      field.focus()
      field.value = wanted.fill[1]
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }
    for (let frames = 0; !stands() && frames < 3000; frames++) await frame()
    if (!stands()) throw new Error(`Never stood: ${selector} ${text ?? ''}`)
    await frame()
    return performance.now() - started
  }, { act, ready })
}

/** Frames per second and the longest frame while something is moved for a while. */
async function frames(page: Page, move: () => Promise<void>): Promise<{ readonly perSecond: number; readonly longest: number }> {
  await page.evaluate(() => {
    const times: number[] = [performance.now()]
    Object.assign(window, { scaleTimes: times, scaleOn: true })
    const tick = (): void => {
      times.push(performance.now())
      if ((window as unknown as { scaleOn: boolean }).scaleOn) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  await move()
  return page.evaluate(() => {
    const { scaleTimes: times } = window as unknown as { scaleTimes: number[] }
    Object.assign(window, { scaleOn: false })
    return { perSecond: (1000 * (times.length - 1)) / (times.at(-1)! - times[0]!), longest: Math.max(...times.slice(1).map((time, i) => time - times[i]!)) }
  })
}

export interface ScaleResults { readonly figures: readonly ScaleFigure[]; readonly writing: WritingFigures }

export async function benchScale({ quick }: { readonly quick: boolean }): Promise<ScaleResults> {
  ensureBuilt()
  if (!ensureBrowser()) throw new Error('The window cannot be measured without a browser.')
  const folder = mkdtempSync(join(tmpdir(), 'descent-scale-'))
  const count = quick ? 1000 : 10_000
  const figures: ScaleFigure[] = []
  const add = (title: string, value: number, unit: string, wanted: string): void => {
    figures.push({ title, value, unit, wanted })
    say(`${title}: ${value.toFixed(unit === 'ms' ? 0 : 1)} ${unit} (${wanted})`)
  }
  try {
    say(`Filling a workspace with ${count} runs …`)
    await fillWorkspace(folder, { runs: count })
    const { compared, long } = writeCurves(folder, quick)
    say('Training on 60,000 digits …')
    const digits = await trainDigits(folder, quick)
    const app = await openWebApp({ workspace: folder })
    try {
      const { page } = app
      await page.waitForSelector('nav a[href="#/runs"]')
      const table = '.data-table .viewport'
      add(`${count} runs: the table stands`, await timed(page, { click: 'nav a[href="#/runs"]' }, { selector: `${table} .rows [role=row]` }), 'ms', '< 2000')
      await page.waitForTimeout(1500)
      const filter = 'input.runs-filter'
      add('filtered by an expression', await timed(page, { fill: [filter, 'optimizer = adam and val.accuracy > 0.9'] }, { selector: table, changed: 'aria-rowcount' }), 'ms', '< 100')
      add('all shown again', await timed(page, { fill: [filter, ''] }, { selector: table, changed: 'aria-rowcount' }), 'ms', '< 100')
      const column = '[role=columnheader]:nth-child(5)'
      add('sorted by a column', await timed(page, { click: `${column} .heading` }, { selector: column, changed: 'aria-sort' }), 'ms', '< 100')
      const scrolled = await frames(page, async () => {
        await page.hover(`${table} .rows [role=row]`)
        for (let i = 0; i < 60; i++) await page.mouse.wheel(0, 400)
        await page.waitForTimeout(500)
      })
      add('scrolling the table', scrolled.perSecond, 'frames/s', '> 50')

      const runs = compared.join(',')
      add(`${COMPARED} runs × ${POINTS} points compared`, await timed(page, { go: `/compare?runs=${runs}&x=step` }, { selector: '.compare figure.chart tbody tr' }), 'ms', '< 500')
      add('their last chart', await timed(page, { go: `/compare?runs=${runs}&x=step` }, { selector: 'figure caption', text: 'each step' }), 'ms', '–')
      await page.waitForTimeout(3000)
      const chart = page.locator('figure.chart').first()
      await chart.scrollIntoViewIfNeeded()
      const box = (await chart.locator('canvas').first().boundingBox())!
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
      await page.mouse.move(x, y)
      await page.mouse.wheel(0, -600)
      await page.waitForTimeout(1500)
      const panned = await frames(page, async () => {
        await page.mouse.down()
        for (let i = 0; i < 90; i++) await page.mouse.move(x + 80 * Math.sin(i / 8), y)
        await page.mouse.up()
      })
      add('panned', panned.perSecond, 'frames/s', '≥ 50')
      add('longest frame while panning', panned.longest, 'ms', '< 50')

      add(`one curve of ${quick ? LONG / 10 : LONG} points`, await timed(page, { go: `/compare?runs=${long}&x=step` }, { selector: 'figure caption', text: 'each step' }), 'ms', '< 300')

      await timed(page, { go: `/mistakes/${digits}?part=train` }, { selector: '.cell.number' })
      await page.waitForTimeout(2000)
      const cells = await page.locator('.cell.number').count()
      add('60,000 predictions: a cell opens', await timed(page, { click: `tbody tr:nth-child(4) .cell:nth-of-type(6)` }, { selector: '[role=listbox] .tile:not(:has(.waiting))', gone: '[role=listbox] .waiting' }), 'ms', '< 100')
      if (cells < 100) say(`Only ${cells} cells in the matrix`)
      const tiles = await frames(page, async () => {
        await page.keyboard.press('Escape')
        await page.waitForTimeout(500)
        await page.hover('[role=listbox]')
        for (let i = 0; i < 60; i++) await page.mouse.wheel(0, 500)
        await page.waitForTimeout(500)
      })
      add('scrolling all mistakes', tiles.perSecond, 'frames/s', '> 50')
      if (app.complaints.length > 0) say(`The page complained: ${app.complaints.join('\n')}`)
    } finally {
      await app.close()
    }
    add('the long curve smoothed over all its points', await timeSmoothing(folder, long), 'ms', '< 300')
    say('The window beside eight trainings …')
    for (const { view, framesPerSecond, longestTaskMs, longTasks } of await measureLive(installation, folder)) {
      add(`eight trainings: ${view}`, framesPerSecond, 'frames/s', '> 50')
      add(`eight trainings: ${view}, ${longTasks} tasks over 50 ms, longest`, longestTaskMs, 'ms', '< 50')
    }
    say('Eight trainings write …')
    return { figures, writing: await measureWriting(installation, quick) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function scaleText({ figures, writing }: ScaleResults): string {
  const rows = figures.map(({ title, value, unit, wanted }) => `${title.padEnd(60)} ${value.toFixed(unit === 'ms' ? 0 : 1).padStart(8)} ${unit.padEnd(9)} ${wanted}\n`)
  return `${rows.join('')}${writingText(writing)}`
}
