import { readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parameterBytes, readSafetensors, type StoredTensor } from '../../core/index.ts'
import { sha256 } from '../support/experiments.ts'
import { openWebApp, type WebApp } from '../support/web-app.ts'

const ENDED = /^(Completed|Stopped early)$/
/** Training takes a second or two; a busy machine longer. */
const TRAINING_LIMIT = { timeout: 90_000 }

describe('the main job, from an empty workspace to exported weights', () => {
  let app: WebApp
  const runs: string[] = []
  const runInAddress = (): string => /#\/\w+\/(\w+)/.exec(app.page.url())![1]!

  beforeAll(async () => {
    app = await openWebApp()
    app.page.setDefaultTimeout(20_000)
  })
  afterAll(() => app?.close())

  /** Serious problems for people who use a keyboard or a screen reader. */
  async function expectAccessible(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: app.page }).setLegacyMode().analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${id}: ${String(nodes[0]?.target)}`)).toEqual([])
  }

  it('generates digits and trains a first network', async () => {
    const { page } = app
    await page.getByText('Try it: digits in 20 seconds').waitFor()
    await expectAccessible()
    await page.getByText('Try it: digits in 20 seconds').click()
    await page.waitForURL(/#\/runs\/\w+/)
    await page.getByText(ENDED).first().waitFor(TRAINING_LIMIT)
    runs.push(runInAddress())
    await expectAccessible()
  })

  it('shows how healthy its layers were, over the whole run', async () => {
    const { page } = app
    await page.getByRole('tab', { name: 'Layers' }).click()
    const health = page.getByRole('grid', { name: 'Health of the layers' })
    await health.getByRole('row').filter({ hasText: 'hidden' }).waitFor()
    await page.getByText('How the numbers of “hidden” are spread').first().waitFor()
    await health.getByRole('row').filter({ hasText: 'out' }).click()
    await page.getByText('How the numbers of “out” are spread').first().waitFor()
    await expectAccessible()
    await page.getByRole('tab', { name: 'Curves' }).click()
  })

  it('designs a smaller network, sees its size change, and trains it', async () => {
    const { page } = app
    await page.keyboard.press('Control+2')
    await page.locator('.network-node', { hasText: 'hidden' }).click()
    await expectAccessible()
    await page.getByLabel('Units', { exact: true }).last().fill('16')
    await page.keyboard.press('Tab')
    // 784·16 + 16 + 16·10 + 10 parameters.
    await page.getByText('12,730').first().waitFor()
    await page.getByRole('button', { name: /^Train/ }).first().click()
    await page.waitForURL((url) => /#\/runs\/\w+/.test(url.href) && !url.href.includes(runs[0]!))
    runs.push(runInAddress())
    await page.getByText(ENDED).nth(1).waitFor(TRAINING_LIMIT)
    await page.getByRole('img', { name: /Loss/ }).or(page.locator('canvas')).first().waitFor()
  })

  it('compares the two, and says what differs', async () => {
    const { page } = app
    await page.keyboard.press('c')
    await page.keyboard.press('j')
    await page.keyboard.press('c')
    await page.keyboard.press('Control+4')
    await page.waitForURL(/#\/compare\?runs=/)
    for (const run of runs) expect(page.url()).toContain(run)
    await page.getByText('Units 16').waitFor()
    await page.getByText('Units 128').waitFor()
    await page.getByText('Log', { exact: true }).click()
    await expectAccessible()
    await page.getByRole('button', { name: 'Networks side by side' }).click()
    await page.getByText('Layers with other settings: 1. Only on the left: 0. Only on the right: 0.').waitFor()
    await expectAccessible()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Saved comparisons' }).click()
    await page.getByRole('textbox', { name: 'Name of this comparison' }).fill('narrow and wide')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByText('narrow and wide').waitFor()
    await expectAccessible()
    await page.keyboard.press('Escape')
    const report = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Report' }).click()
    await page.getByRole('menuitem', { name: 'Tables in Markdown' }).click()
    expect(readFileSync(await (await report).path(), 'utf8')).toMatch(/^## .*\n\n\|/)
  })

  it('draws the runs over their columns, and brushes the table', async () => {
    const { page } = app
    await page.keyboard.press('Control+3')
    await page.getByRole('tab', { name: 'Scatter' }).click()
    await page.getByText('2 of 2 runs').waitFor()
    await page.getByLabel('Column of the x axis').selectOption({ label: 'network.hidden.units' })
    await page.getByLabel('network.hidden.units from').fill('100')
    await page.getByLabel('network.hidden.units from').press('Enter')
    await page.getByText('1 chosen').waitFor()
    const drawing = page.waitForEvent('download')
    await page.locator('figure.frame figcaption .icon-button').click()
    await page.getByRole('menuitem', { name: /SVG/ }).click()
    const svg = readFileSync(await (await drawing).path(), 'utf8')
    // Every tag is whole: names, quoted values, its end.
    expect(svg.replace(/<!\[CDATA\[[^]*?\]\]>/g, '').replace(/<\/?[\w:]+(?:\s+[\w:-]+="[^"<>]*")*\s*\/?>/g, '')).not.toContain('<')
    await expectAccessible()
    await page.getByRole('tab', { name: 'Parallel coordinates' }).click()
    await page.getByText('2 of 2 runs').waitFor()
    await expectAccessible()
    await page.getByRole('tab', { name: 'Table', exact: true }).click()
    await page.getByText('1 of 2').waitFor()
    await page.getByRole('button', { name: 'Take the range of network.hidden.units away' }).click()
    expect(await page.locator('.rows [role=row]').count()).toBe(2)
    await expectAccessible()
  })

  it('opens a cell of the confusion matrix and shows its samples', async () => {
    const { page } = app
    await page.keyboard.press('Control+3')
    await page.waitForURL(/#\/runs/)
    await page.keyboard.press('e')
    await page.waitForURL(/#\/mistakes\/\w+/)
    const matrix = page.getByRole('grid', { name: /confusion/i })
    await matrix.waitFor()
    const samples = page.getByRole('listbox', { name: 'Samples' })
    await samples.getByRole('option').first().waitFor()
    await expectAccessible()
    // The cell of fives taken for fives has as many samples as it says.
    const cell = matrix.getByRole('gridcell', { name: /^5, recognised: / })
    const count = Number(await cell.innerText())
    expect(count).toBeGreaterThan(10)
    await cell.click()
    await expect.poll(() => page.getByRole('region', { name: 'Samples', exact: true }).innerText()).toMatch(new RegExp(`\\b${count}\\b`))
    await samples.getByRole('option').first().click()
    await page.getByText('Probability of each class').waitFor()
  })

  it('tags a sample, lists those with the tag, and draws the part on a map', async () => {
    const { page } = app
    await page.keyboard.press('t')
    await page.keyboard.type('odd')
    await page.keyboard.press('Enter')
    await expectAccessible()
    await page.keyboard.press('Escape')
    await page.getByLabel('Which samples').selectOption({ label: 'odd (1)' })
    await page.getByText('1 tagged “odd”').waitFor()
    await page.getByRole('tab', { name: 'Map', exact: true }).click()
    await page.getByText('PCA', { exact: true }).click() // the map that is drawn first is given up
    await page.getByRole('application', { name: /^Map of \d+ samples$/ }).waitFor()
    await expectAccessible()
    await page.getByRole('tab', { name: 'Confusion matrix' }).click()
    await page.getByRole('button', { name: 'Show all mistakes' }).click()
    await page.getByRole('listbox', { name: 'Samples' }).getByRole('option').first().click()
  })

  it('explains a sample, and sets the two runs against each other', async () => {
    const { page } = app
    await page.getByRole('img', { name: /Which pixels speak for/ }).waitFor()
    await page.getByRole('region', { name: 'Most similar training samples' }).getByRole('listitem').nth(7).waitFor()
    await page.getByLabel('Method').selectOption('occlusion')
    await page.getByRole('tab', { name: 'Curves' }).click()
    await page.getByText('Area under the ROC curve').waitFor()
    await page.getByText('Calibration', { exact: true }).click()
    await page.getByText('Expected calibration error').waitFor()
    await expectAccessible()
    await page.getByRole('tab', { name: 'Two runs' }).click()
    await page.getByLabel('Against').selectOption({ index: 1 })
    const cell = page.getByRole('button', { name: /^Both are wrong/ })
    await cell.click()
    const count = /\d+/.exec(await cell.innerText())![0]
    await page.getByText(new RegExp(`^${count} samples? both get wrong$`)).waitFor()
    expect(page.url()).toContain('which=bothWrong')
    await expectAccessible()
    await page.getByRole('tab', { name: 'Confusion matrix' }).click()
    await page.waitForURL((url) => !url.href.includes('against='))
  })

  it('exports the weights that the run ended with', async () => {
    const { page } = app
    const run = runInAddress()
    await page.keyboard.press('x')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('safetensors').first().waitFor()
    await expectAccessible()
    const shown = /[0-9a-f]{64}/.exec(await dialog.innerText())?.[0]
    const download = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Download' }).click()
    const file = await (await download).path()
    const { tensors } = readSafetensors('exported', new Uint8Array(readFileSync(file)))
    expect(tensors.map(({ name }) => name).sort()).toEqual(['hidden.bias', 'hidden.weight', 'out.bias', 'out.weight'])
    const ordered = ['hidden.weight', 'hidden.bias', 'out.weight', 'out.bias'].map((name) => tensors.find((tensor) => tensor.name === name)! as StoredTensor)
    expect(sha256(parameterBytes(ordered))).toBe(shown)
    expect(runs).toContain(run)
  })

  it('takes the run away as a capsule, and does it again with the same weights', async () => {
    const { page } = app
    await page.keyboard.press('Escape')
    await page.keyboard.press('x')
    await page.getByRole('dialog').getByText('Capsule', { exact: true }).click()
    await page.getByLabel('With its data, so that it can be done again anywhere').check()
    const download = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('button', { name: 'Download' }).click()
    const content = readFileSync(await (await download).path())
    await page.keyboard.press('Control+k')
    await page.keyboard.type('capsule')
    await page.keyboard.press('Enter')
    await page.getByLabel('Choose a capsule …').last().setInputFiles({ name: 'run.capsule', mimeType: 'application/zip', buffer: content })
    await page.getByText('in the capsule', { exact: true }).waitFor()
    await expectAccessible()
    await page.getByRole('button', { name: 'Do it again and compare' }).click()
    await page.getByText('Identical: the run ends with the same weights, to the last bit.').waitFor()
    await expectAccessible()
    await page.keyboard.press('Escape')
  })

  it('looks after its data view, and complains about nothing on the way', async () => {
    const { page } = app
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+1')
    await page.waitForURL(/#\/data/)
    await expectAccessible()
    expect(app.complaints).toEqual([])
  })
})
