import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Download, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saliencies } from '../../core/index.ts'
import type { Confusion, RunSummary } from '../../electron/contract/api.ts'
import { expectAccessible } from '../support/accessible.ts'
import { sharedData } from '../support/shared-data.ts'
import { count, share, value } from '../support/shown-numbers.ts'
import { openWebApp, type WebApp } from '../support/web-app.ts'

const FILES = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'].map((name) => sharedData(`mnist/${name}-ubyte.gz`))
const EPOCHS = 4
const ENDED = { timeout: 60_000 }

interface Point { readonly x: number; readonly y: number }

/** How many places (pairs x, y) a lasso holds, where all of them are shown with a margin of 4 % and as wide as high. */
function insideOf(places: Float32Array, box: Point & { readonly width: number; readonly height: number }, corners: readonly Point[]): number {
  const [xs, ys] = [places.filter((_, i) => i % 2 === 0), places.filter((_, i) => i % 2 === 1)]
  const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const scale = 1 / (1.08 * Math.max((right - left) / box.width, (top - bottom) / box.height))
  return xs.reduce((sum, x, i) => {
    const at = { x: box.x + box.width / 2 + (x - (left + right) / 2) * scale, y: box.y + box.height / 2 - (ys[i]! - (bottom + top) / 2) * scale }
    const crossings = corners.filter((a, k) => {
      const b = corners[(k + 1) % corners.length]!
      return a.y > at.y !== b.y > at.y && at.x < a.x + ((at.y - a.y) / (b.y - a.y)) * (b.x - a.x)
    })
    return sum + (crossings.length % 2)
  }, 0)
}

// The numbers of the page against those of the services, on real runs: what is shown is what was computed.
describe.skipIf(FILES.includes(null))('two networks on MNIST, from the files to the report', () => {
  let app: WebApp
  /** In the order they were trained: Adam, then plain gradient descent. */
  const runs: string[] = []
  let dataset = ''
  let confusion: Confusion

  beforeAll(async () => {
    app = await openWebApp()
    app.page.setDefaultTimeout(20_000)
  })
  afterAll(() => app?.close())

  const tab = (name: string): Promise<void> => app.page.getByRole('tab', { name, exact: true }).click()
  const go = (address: string): Promise<void> => app.page.evaluate((hash) => { location.hash = hash }, address)
  const shows = (text: string | RegExp): Promise<void> => app.page.getByText(text).first().waitFor()
  const summary = async (run: string): Promise<RunSummary> => (await app.api.runs.show(run)).run
  async function downloaded(act: () => Promise<void>): Promise<Download> {
    const download = app.page.waitForEvent('download')
    await act()
    return download
  }
  const textOf = async (download: Download): Promise<string> => readFileSync(await download.path(), 'utf8')
  /** A chart taken away by its menu. */
  const saved = (chart: Locator, how: RegExp): Promise<Download> => downloaded(async () => {
    await chart.getByRole('button', { name: /^Menu of the chart/ }).click()
    await app.page.getByRole('menuitem', { name: how }).click()
  })
  /** RGBA of a canvas of 28 × 28, from a copy that was made to be read. */
  const pixelsOf = (canvas: Locator): Promise<number[]> => canvas.evaluate((element) => {
    const context = new OffscreenCanvas(28, 28).getContext('2d', { willReadFrequently: true })!
    context.drawImage(element as HTMLCanvasElement, 0, 0)
    return [...context.getImageData(0, 0, 28, 28).data]
  })
  /** Faint lines of a drawing that have a course. */
  const ghosts = (svg: string): number => svg.match(/<path d="M[^>]*stroke-opacity="0\.25"/g)?.length ?? 0
  /** Numbers of a chart saved as CSV, without the headings. */
  const rowsOf = (csv: string): number[][] => csv.trimEnd().split('\r\n').slice(1).map((line) => line.split(',').map((cell) => (cell === '' ? NaN : Number(cell))))

  it('imports 70,000 digits by the dialog', async () => {
    const { page, api } = app
    await page.getByText('Bring your data').click()
    await page.locator('input[type=file]:not([webkitdirectory])').setInputFiles(FILES.map((file) => file!))
    await shows(/70,000 samples.*1 × 28 × 28.*10 classes/)
    await expectAccessible(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click()
    await page.waitForURL(/#\/data\/\w+/, ENDED)
    dataset = /#\/data\/(\w+)/.exec(page.url())![1]!
    const { dataset: stored, classCounts } = await api.datasets.describe(dataset)
    expect(stored).toMatchObject({ sampleCount: 70_000, inputShape: [1, 28, 28], givenTest: true })
    expect(classCounts?.length).toBe(10)
    await page.getByRole('listbox', { name: 'Images' }).waitFor()
  })

  it('draws the curves while the first network trains', async () => {
    const { page, api } = app
    await page.getByRole('button', { name: 'Use in Design' }).click()
    await page.locator('.network-node', { hasText: 'hidden' }).click()
    await page.getByLabel('Units', { exact: true }).last().fill('32')
    await page.keyboard.press('Tab')
    await page.getByText('25,450').first().waitFor() // 784·32 + 32 + 32·10 + 10
    await page.getByLabel('Name of the experiment').fill('digits by Adam')
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: /^Stop/ }).first().click()
    await page.getByLabel('Epochs', { exact: true }).last().fill(String(EPOCHS))
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: /^Train/ }).first().click()
    await page.waitForURL(/#\/runs\/\w+/)
    runs.push(/#\/runs\/(\w+)/.exec(page.url())![1]!)
    // Rows of the table that screen readers are read: what the chart has so far.
    const seen = new Set<number>()
    const chart = page.locator('figure.chart', { hasText: /^Loss/ }).first()
    await chart.waitFor()
    const drawn = async (): Promise<number> => chart.locator('tbody tr').count()
    for (let status = 'running'; status === 'running' || status === 'queued'; ({ status } = await summary(runs[0]!))) seen.add(await drawn())
    await expect.poll(drawn).toBe(EPOCHS)
    // Not all at once at the end.
    expect([...seen].filter((rows) => rows > 0 && rows < EPOCHS).length).toBeGreaterThan(0)
    const [losses] = await api.runs.series({ runs: [runs[0]!], names: ['validation/loss'], maximumPoints: 100 })
    const table = await chart.locator('tbody').innerText()
    for (const loss of losses!.values) expect(table).toContain(value(loss))
    await expectAccessible(page)
  })

  it('trains the same network with plain gradient descent', async () => {
    const { page } = app
    await page.keyboard.press('Control+2')
    await page.getByRole('button', { name: /^Optimizer/ }).first().click()
    await page.getByLabel('Optimizer', { exact: true }).selectOption('sgd')
    await page.getByLabel('Learning rate', { exact: true }).last().fill('0.05')
    await page.keyboard.press('Tab')
    await page.getByLabel('Name of the experiment').fill('digits by descent')
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: /^Train/ }).first().click()
    await page.waitForURL((url) => /#\/runs\/\w+/.test(url.href) && !url.href.includes(runs[0]!))
    runs.push(/#\/runs\/(\w+)/.exec(page.url())![1]!)
    await expect.poll(async () => (await summary(runs[1]!)).status, ENDED).toBe('completed')
  })

  it('compares them: linked curves, smoothed over what was recorded, by time', async () => {
    const { page, api } = app
    await go(`/compare?runs=${runs.join(',')}&x=time&smooth=0.6`)
    const charts = page.locator('figure.chart')
    const loss = charts.filter({ hasText: /^Validation loss/ })
    await loss.locator('tbody tr').nth(EPOCHS).waitFor({ state: 'attached' })
    // Two lines, and behind each what was recorded.
    const drawing = await textOf(await saved(loss, /SVG/))
    expect(drawing).toContain('Training time')
    expect(ghosts(drawing)).toBe(2)
    await go(`/compare?runs=${runs.join(',')}&x=time`)
    await page.getByRole('slider', { name: 'Smoothing' }).and(page.locator('[value="0"]')).waitFor()
    expect(ghosts(await textOf(await saved(loss, /SVG/)))).toBe(0)
    // Numbers in full, at the seconds the epochs ended.
    const csv = await textOf(await saved(loss, /CSV/))
    const [, unit] = /^Training time \((s|min)\),digits by Adam,digits by descent\r\n/.exec(csv)!
    const perSecond = unit === 's' ? 1 : 1 / 60
    const rows = rowsOf(csv)
    for (const [position, run] of runs.entries()) {
      const [recorded] = await api.runs.series({ runs: [run], names: ['validation/loss'], maximumPoints: 100 })
      const own = rows.filter((row) => !Number.isNaN(row[1 + position]!))
      expect(own.map((row) => row[1 + position])).toEqual([...recorded!.values])
      const { seconds } = await summary(run)
      expect(own.at(-1)![0]).toBeGreaterThan(0.3 * seconds * perSecond)
      expect(own.at(-1)![0]).toBeLessThanOrEqual((seconds + 0.01) * perSecond)
    }
    const png = readFileSync(await (await saved(loss, /PNG/)).path())
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(png.readUInt32BE(16)).toBeGreaterThan(400)
    // The wheel over one chart moves the other.
    const canvas = charts.filter({ hasText: /^Training loss/ }).locator('canvas').first()
    const picture = (): Promise<string> => canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL())
    const before = await picture()
    await loss.locator('canvas').first().hover()
    await page.mouse.wheel(0, -600)
    await expect.poll(async () => (await picture()) === before).toBe(false)
    await expectAccessible(page)
  })

  it('says what differs, draws the networks side by side, and writes reports that ask for nothing', async () => {
    const { page, api } = app
    const inspector = page.getByRole('complementary', { name: 'Inspector' })
    const row = inspector.getByRole('row').filter({ hasText: /^Optimizer/ })
    expect((await row.innerText()).replace(/\s+/g, ' ')).toBe('Optimizer Adam · Learning rate 0.001 Gradient descent · Learning rate 0.05')
    expect(await inspector.locator('tbody th[scope=row]').first().innerText()).toBe('Optimizer') // and nothing else
    const finals = await Promise.all(runs.map(summary))
    const accuracies = finals.map(({ final }) => final.test!['accuracy']!)
    expect((await inspector.getByRole('row').filter({ hasText: /^Test accuracy/ }).innerText()).replace(/★|best/g, '').replace(/\s+/g, ' ').trim()).toBe(`Test accuracy ${accuracies.map((accuracy) => share(accuracy)).join(' ')}`)
    await page.getByRole('button', { name: 'Networks side by side' }).click()
    await shows('The networks are the same, layer by layer.')
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    const report = async (kind: string): Promise<Download> => downloaded(async () => {
      await page.getByRole('button', { name: 'Report' }).click()
      await page.getByRole('menuitem', { name: kind }).click()
    })
    for (const kind of ['Tables in Markdown', 'Tables in LaTeX']) {
      const text = await textOf(await report(kind))
      for (const { name, final } of finals) {
        expect(text).toContain(name)
        expect(text).toContain(String(Number(final.test!['accuracy']!.toPrecision(4))))
      }
    }
    const file = join(app.workspace, 'report.html')
    await (await report('Page of its own (HTML)')).saveAs(file)
    const other = await page.context().browser()!.newPage()
    const requests: string[] = []
    other.on('request', (request) => requests.push(request.url()))
    await other.goto(`file://${file}`)
    expect(await other.locator('polyline').count()).toBeGreaterThanOrEqual(4)
    expect(requests.filter((url) => url !== `file://${file}`)).toEqual([])
    await other.close()
    expect((await api.runs.show(runs[0]!)).spec.optimizer).toMatchObject({ kind: 'adam' })
  })

  it('shows the confusion matrix, and the samples of a cell', async () => {
    const { page, api } = app
    confusion = await api.analysis.confusion({ run: runs[0]!, part: 'validation' })
    await go(`/mistakes/${runs[0]}`)
    const matrix = page.getByRole('grid', { name: 'Confusion matrix' })
    await matrix.waitFor()
    const shown = (await matrix.locator('.cell').allInnerTexts()).map((text) => Number(text.replaceAll(',', '')))
    expect(shown).toEqual([...confusion.counts])
    expect(shown.reduce((sum, cell) => sum + cell, 0)).toBe(6000)
    await shows(`Accuracy ${share(1 - confusion.errors / 6000)}`)
    await shows(`${count(confusion.errors)} mistakes in 6,000 samples`)
    await expectAccessible(page)
    // The fullest cell beside the diagonal.
    const wrong = shown.map((cell, i) => (Math.floor(i / 10) === i % 10 ? 0 : cell))
    const most = wrong.indexOf(Math.max(...wrong))
    const [truth, predicted] = [Math.floor(most / 10), most % 10]
    await matrix.locator('.cell').nth(most).click()
    await shows(`${count(wrong[most]!)} × ${truth} taken for ${predicted}`)
    const options = page.getByRole('listbox', { name: 'Samples' }).getByRole('option')
    const list = await api.analysis.mistakes({ run: runs[0]!, part: 'validation', truth, predicted, order: 'confidence', offset: 0, limit: 100 })
    expect(list.total).toBe(wrong[most])
    await page.locator('.waiting').waitFor({ state: 'detached' })
    const surest = list.outputs[predicted]!
    expect(await options.first().innerText()).toContain(`${truth} → ${predicted}`)
    expect(await options.first().innerText()).toContain(share(surest, surest > 0.999 ? 2 : 1))
    await page.keyboard.press('Escape')
  })

  it('shows the most confident mistakes, and the scores of every class', async () => {
    const { page, api } = app
    await shows(`${count(confusion.errors)} mistakes in 6,000 samples`)
    const { samples, outputs, losses } = await api.analysis.mistakes({ run: runs[0]!, part: 'validation', order: 'confidence', offset: 0, limit: 20 })
    const surest = Array.from({ length: 20 }, (_, i) => Math.max(...outputs.subarray(10 * i, 10 * i + 10)))
    expect(surest).toEqual(surest.toSorted((a, b) => b - a))
    await page.getByRole('listbox', { name: 'Samples' }).getByRole('option').first().click()
    await shows(`Sample ${count(samples.indices[0]! + 1)}`)
    await shows(`Loss ${value(losses[0]!)}`)
    await tab('By class')
    const table = page.getByRole('grid', { name: 'Scores by class' })
    for (const [label, name] of confusion.classes.entries()) {
      const found = confusion.counts[11 * label]!
      const [support, predicted] = [confusion.counts.subarray(10 * label, 10 * label + 10), confusion.counts.filter((_, i) => i % 10 === label)].map((cells) => cells.reduce((sum, cell) => sum + cell, 0))
      const cells = await table.getByRole('row').filter({ has: page.getByRole('gridcell', { name, exact: true }) }).first().getByRole('gridcell').allInnerTexts()
      expect(cells).toEqual([name, share(found / predicted!, 1), share(found / support!, 1), share((2 * found) / (support! + predicted!), 1), count(support!)])
    }
    await expectAccessible(page)
  })

  it('draws ROC, precision over recall and calibration, and moves their threshold', async () => {
    const { page, api } = app
    const { classes, calibrationError } = await api.analysis.curves({ run: runs[0]!, part: 'validation' })
    await tab('Curves')
    await page.getByLabel('Class against all others').selectOption({ label: '8' })
    const eight = classes[8]!
    const fact = (name: string): Promise<string> => page.locator('.curves dt', { hasText: new RegExp(`^${name}$`) }).locator('xpath=following-sibling::dd[1]').innerText()
    await expect.poll(() => fact('Area under the ROC curve')).toBe(value(eight.rocArea))
    expect(await fact('Average precision')).toBe(value(eight.averagePrecision))
    await page.getByRole('slider', { name: 'Threshold' }).fill('0.9')
    const at = eight.thresholds.findLastIndex((threshold) => threshold >= 0.9)
    await expect.poll(() => fact('Recall')).toBe(share(eight.truePositiveRates[at]!, 1))
    expect(await fact('Precision')).toBe(share(eight.precisions[at]!, 1))
    expect(await fact('False positive rate')).toBe(share(eight.falsePositiveRates[at]!, 1))
    await expectAccessible(page)
    await page.getByText('Precision–recall', { exact: true }).click()
    await shows('Precision over recall of 8')
    await page.getByText('Calibration', { exact: true }).click()
    await shows(share(calibrationError, 1))
  })

  it('explains a sample by every method, layer and neighbour', async () => {
    const { page, api } = app
    const { samples, outputs } = await api.analysis.mistakes({ run: runs[0]!, part: 'validation', order: 'confidence', offset: 0, limit: 1 })
    const sample = samples.indices[0]!
    const predicted = outputs.indexOf(Math.max(...outputs))
    const bars = await page.getByRole('region', { name: 'Probability of each class' }).getByRole('listitem').allInnerTexts()
    bars.forEach((bar, label) => expect(Number(/([\d.]+)\s*%/.exec(bar)![1]), bar).toBeCloseTo(100 * outputs[label]!, 0))
    const picture = page.getByRole('img', { name: /Which pixels speak for/ })
    for (const kind of saliencies.kinds) {
      await page.getByLabel('Method').selectOption(kind)
      const found = await api.analysis.explain({ run: runs[0]!, sample, output: predicted, method: { kind } })
      if (saliencies.get(kind).needsMaps) {
        await shows('This network has no picture inside that Grad-CAM could read')
        continue
      }
      // Orange for what speaks for it, blue for what speaks against it, the stronger the deeper.
      const most = found.values.reduce((largest, each) => Math.max(largest, Math.abs(each)), 0)
      const strong = found.values.reduce<number[]>((list, each, i) => (Math.abs(each) > 0.6 * most ? [...list, i] : list), [])
      expect(strong.length, kind).toBeGreaterThan(0)
      await expect.poll(async () => {
        const pixels = await pixelsOf(picture)
        return strong.filter((i) => pixels[4 * i]! > pixels[4 * i + 2]! + 60 !== found.values[i]! > 0)
      }, { message: kind }).toEqual([])
    }
    const layers = await api.analysis.layerOutputs({ run: runs[0]!, sample })
    expect(layers.map(({ layer }) => layer)).toEqual(['flat', 'hidden', 'out'])
    const strip = page.getByRole('region', { name: 'What every layer makes of it' })
    for (const { layer, values } of layers.slice(1)) {
      await strip.getByRole('button', { name: new RegExp(`^${layer},`) }).click()
      const strongest = values.reduce((most, each) => (Math.abs(each) > Math.abs(most) ? each : most))
      await expect.poll(() => page.getByRole('dialog').getByRole('listitem').first().innerText()).toContain(value(strongest))
      if (layer === 'hidden') await expectAccessible(page)
      await page.keyboard.press('Escape')
    }
    const near = await api.analysis.neighbours({ run: runs[0]!, sample, count: 8 })
    const items = page.getByRole('region', { name: 'Most similar training samples' }).getByRole('listitem')
    await items.nth(7).waitFor()
    expect(await items.allInnerTexts()).toEqual(Array.from(near.distances, (distance, i) => `${near.samples.targets[i]}\n${value(distance)}`))
  })

  it('keeps a tag and a note, and saves the list with them', async () => {
    const { page, api } = app
    const list = await api.analysis.predictions({ run: runs[0]!, part: 'validation', order: 'confidence' })
    await page.keyboard.press('t')
    await page.keyboard.type('smudged')
    await page.keyboard.press('Enter')
    await page.getByLabel('Note', { exact: true }).fill('is it, really?')
    await page.getByRole('button', { name: 'Done' }).click()
    await expect.poll(() => api.annotations.list(dataset)).toEqual([{ sample: list.indices[0], tags: ['smudged'], note: 'is it, really?' }])
    const csv = await textOf(await downloaded(async () => {
      await page.getByRole('button', { name: 'Save this list' }).click()
      await page.getByRole('menuitem', { name: 'As CSV' }).click()
    }))
    const lines = csv.trimEnd().split('\r\n')
    expect(lines.length).toBe(1 + confusion.errors)
    expect(lines[1]).toMatch(/^\d+,validation,.*,smudged,"?is it, really\?"?$/)
    expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual([...list.indices])
  })

  it('sets the two against each other', async () => {
    const { page, api } = app
    await tab('Two runs')
    await page.getByLabel('Against').selectOption(runs[1]!)
    const [first, second] = await Promise.all(runs.map((run) => api.analysis.predictions({ run, part: 'validation', scope: 'all', order: 'index' })))
    const right = [first!, second!].map(({ outputs, targets }) => Array.from(targets, (target, i) => {
      const row = outputs.subarray(10 * i, 10 * i + 10)
      return row.indexOf(Math.max(...row)) === target
    }))
    const both = (one: boolean, other: boolean): number => right[0]!.filter((is, i) => is === one && right[1]![i] === other).length
    for (const [name, wanted] of [['Only digits by Adam is right', both(true, false)], ['Only digits by descent is right', both(false, true)], ['Both are wrong', both(false, false)]] as const) {
      await expect.poll(() => page.getByRole('button', { name }).innerText()).toMatch(new RegExp(`\\b${count(wanted)}$`))
    }
    const { test } = await api.analysis.disagreements({ runs: [runs[0]!, runs[1]!], part: 'validation', which: 'onlySecond', offset: 0, limit: 0 })
    // The exact test, once more: twice the smaller tail of a fair coin, in logarithms.
    const differing = both(true, false) + both(false, true)
    let [logChoose, tail] = [0, 0]
    for (let k = 0; k <= Math.min(both(true, false), both(false, true)); k++) {
      tail += Math.exp(logChoose - differing * Math.LN2)
      logChoose += Math.log((differing - k) / (k + 1))
    }
    expect(test.pValue / Math.min(1, 2 * tail)).toBeCloseTo(1, 6)
    await shows(`p = ${value(test.pValue)}`)
    const accuracies = right.map((list) => list.filter((is) => is).length / 6000)
    await shows(`Accuracy ${share(accuracies[0]!)} against ${share(accuracies[1]!)}`)
    expect(test.difference).toBeCloseTo(accuracies[0]! - accuracies[1]!, 12)
    await page.getByRole('button', { name: 'Only digits by descent is right' }).click()
    await shows(new RegExp(`^${count(both(false, true))} samples? only digits by descent gets right$`))
    await expectAccessible(page)
  })

  it('draws the part on a map, and a lasso chooses its samples', async () => {
    const { page, api } = app
    await tab('Map')
    await page.locator('.sample-map').getByRole('combobox', { name: 'Samples', exact: true }).selectOption('1000')
    await expect.poll(async () => Number(await page.getByRole('progressbar', { name: 'Drawing the map' }).getAttribute('aria-valuenow')), ENDED).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await shows('The map was not drawn')
    await page.getByText('PCA', { exact: true }).click()
    const plot = page.getByRole('application', { name: 'Map of 1,000 samples' })
    await plot.waitFor()
    await expectAccessible(page)
    const map = await api.analysis.embed({ run: runs[0]!, part: 'validation', layer: 'hidden', method: 'pca', samples: 1000, perplexity: 30, neighbours: 15, seed: 1 })
    await shows(`${share(map.variances![0]!, 1)} of the variance across, ${share(map.variances![1]!, 1)} up`)
    await shows(`${share(map.keptNeighbours, 0)} of neighbours kept`)
    const box = (await plot.boundingBox())!
    const corners = [[0.3, 0.3], [0.6, 0.25], [0.7, 0.6], [0.4, 0.7]].map(([x, y]) => ({ x: Math.round(box.x + x! * box.width), y: Math.round(box.y + y! * box.height) }))
    await page.mouse.move(corners[0]!.x, corners[0]!.y)
    await page.mouse.down()
    for (const { x, y } of corners.slice(1)) await page.mouse.move(x, y, { steps: 4 })
    await page.mouse.up()
    const inside = insideOf(map.places, box, corners)
    expect(inside).toBeGreaterThan(20)
    await shows(`${count(inside)} chosen on the map`)
    expect(await page.getByRole('listbox', { name: 'Samples' }).getByRole('option').count()).toBeGreaterThan(0)
    await page.getByText('UMAP', { exact: true }).click()
    await page.locator('.sample-map').getByRole('combobox', { name: 'Samples', exact: true }).selectOption('500')
    await page.getByRole('application', { name: 'Map of 500 samples' }).waitFor(ENDED)
  })

  it('draws the error between the two solutions', async () => {
    const { page, api } = app
    await go(`/runs/${runs[0]}`)
    await tab('Error surface')
    await page.getByText('To another run', { exact: true }).click()
    await page.getByText('Along a line', { exact: true }).click()
    await page.getByRole('button', { name: 'Draw', exact: true }).click()
    const chart = page.locator('figure.chart', { hasText: 'Error over the weights' })
    await page.getByRole('button', { name: 'Cancel' }).waitFor({ state: 'detached' })
    const rows = rowsOf(await textOf(await saved(chart, /CSV/)))
    const points = Float32Array.from([rows[0]!, rows[40]!, rows.at(-1)!].flatMap(([x]) => [x!, 0]))
    const { losses } = await api.analysis.errorSurface({ run: runs[0]!, plane: { kind: 'between', other: runs[1]! }, part: 'train', samples: 1000, seed: 1, points })
    ;[rows[0]!, rows[40]!, rows.at(-1)!].forEach(([, , loss], i) => expect(loss).toBeCloseTo(losses[i]!, 5))
    await expectAccessible(page)
  })

  it('complains about nothing on the way', () => {
    expect(app.complaints).toEqual([])
  })
})
