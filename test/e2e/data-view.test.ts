import { AxeBuilder } from '@axe-core/playwright'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropFiles } from '../support/drop-files.ts'
import { greyPng } from '../support/grey-png.ts'
import { openWebApp, type WebApp } from '../support/web-app.ts'

/** Marks for what is missing that nobody can guess, an identifier, and a column that gives the answer away. */
const SHOP = ['id,age,income,city,refund,bought', ...Array.from({ length: 200 }, (_, i) => [i, i % 17 === 0 ? 'n.a.' : 20 + ((i * 7) % 50), 1000 + ((i * 37) % 900), ['Madrid', 'Vigo', 'Lugo'][i % 3], i % 2 === 0 ? 3 : 8, i % 2 === 0 ? 'no' : 'yes'].join(','))].join('\n')

describe('the Data view, from files to what they are', () => {
  let app: WebApp
  beforeAll(async () => {
    app = await openWebApp()
    app.page.setDefaultTimeout(30_000)
    await app.page.getByText('Try it: digits in 20 seconds').waitFor()
    await app.page.keyboard.press('Control+1')
    await app.page.waitForURL(/#\/data/)
  })
  afterAll(() => app?.close())

  async function expectAccessible(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: app.page }).setLegacyMode().analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${id}: ${String(nodes[0]?.target)}`)).toEqual([])
  }

  it('shows what was understood of a dropped table, and takes every change back', async () => {
    const { page } = app
    await dropFiles(page, [{ name: 'shop.csv', content: new TextEncoder().encode(SHOP) }])
    const dialog = page.getByRole('dialog')
    await dialog.getByText('A table with 200 samples').waitFor()
    expect(await dialog.getByLabel('Type of age').inputValue()).toBe('category')
    await expectAccessible()
    await dialog.getByLabel('Role of city').selectOption('target')
    await dialog.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => dialog.getByLabel('Role of city').inputValue()).toBe('feature')
    await dialog.getByLabel('Type of age').selectOption('number')
    const fix = dialog.getByRole('button', { name: 'Read “n.a.” as missing' })
    await fix.waitFor()
    expect(await dialog.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true)
    await fix.click()
    await expect.poll(() => dialog.getByRole('button', { name: 'Import', exact: true }).isEnabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await page.waitForURL(/#\/data\/\w+/)
    await page.getByRole('grid', { name: 'Preview' }).waitFor()
  })

  it('says what is wrong with its columns', async () => {
    const { page } = app
    await page.getByRole('tab', { name: /^Columns/ }).click()
    await page.getByText('1 column tells the target almost by itself: refund').waitFor()
    await page.getByText('1 column lacks values: age').waitFor()
    await expectAccessible()
  })

  it('shows its correlations, a split, preprocessing, components and origin', async () => {
    const { page } = app
    await page.getByRole('tab', { name: 'Correlation' }).click()
    await page.getByRole('list', { name: 'Strongest pairs' }).getByRole('button').first().waitFor()
    await expectAccessible()
    await page.getByRole('tab', { name: 'Split' }).click()
    await page.getByRole('table', { name: 'Samples per class and part' }).getByText('80').first().waitFor()
    await expectAccessible()
    await page.getByRole('tab', { name: 'Transforms' }).click()
    await page.getByText('Fitted on the 160 samples of the training part').waitFor()
    await expectAccessible()
    await page.getByRole('tab', { name: 'Projection' }).click()
    await page.getByRole('heading', { name: 'Variance held by the components' }).waitFor()
    await expectAccessible()
    await page.getByRole('tab', { name: 'Lineage' }).click()
    await page.getByText(/^[0-9a-f]{64}/).first().waitFor()
    await expectAccessible()
  })

  it('shows the images of a ZIP, by class, one in detail', async () => {
    const { page } = app
    const picture = (level: number) => greyPng(12, 12, () => level)
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`shapes/${i % 4 === 0 ? 'dark' : 'light'}/${i}.png`, picture(i % 4 === 0 ? 30 + i : 180 + i)]))
    await dropFiles(page, [{ name: 'shapes.zip', content: zipSync(files) }])
    const dialog = page.getByRole('dialog')
    await dialog.getByText('40 samples of 1 × 12 × 12 in 2 classes').waitFor()
    await expectAccessible()
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByRole('tab', { name: 'Preview' }).click()
    const grid = page.getByRole('listbox', { name: 'Images' })
    await grid.waitFor()
    await page.getByLabel('Class').selectOption({ label: 'dark' })
    await page.getByText('10 of 40').waitFor()
    await grid.focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('complementary', { name: /^Sample \d+$/ }).getByText('dark').waitFor()
    await expectAccessible()
  })

  it('moves a data set to the trash and takes it back', async () => {
    const { page } = app
    const list = page.getByRole('region', { name: 'Data sets' })
    await list.getByRole('button', { name: /^shapes/ }).focus()
    await page.keyboard.press('Delete')
    await expect.poll(() => list.getByRole('button', { name: /^shapes/ }).count()).toBe(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await list.getByRole('button', { name: /^shapes/ }).waitFor()
  })

  it('lists what can be fetched, and complains about nothing on the way', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'Fetch…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('heading', { name: 'MNIST', exact: true }).waitFor()
    await expectAccessible()
    await page.keyboard.press('Escape')
    expect(app.complaints).toEqual([])
  })
})
