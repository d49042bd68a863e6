import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWebApp, type WebApp } from '../support/web-app.ts'

describe('the window in a browser', () => {
  let app: WebApp
  beforeAll(async () => {
    app = await openWebApp()
  })
  afterAll(() => app?.close())

  it('opens on three doors, isolated as shared memory demands', async () => {
    await app.page.getByText('Bring your data').waitFor()
    expect(await app.page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true)
  })

  it('imports a table: looks, explains, stores, shows', async () => {
    const { page } = app
    await page.getByText('Bring your data').click()
    await page.locator('input[type=file]:not([webkitdirectory])').setInputFiles({ name: 'flowers.csv', mimeType: 'text/csv', buffer: Buffer.from('length,width,kind\n1.5,0.2,rose\n2.5,0.4,iris\n1.25,0.3,rose\n3,0.5,iris\n') })
    await page.getByText('A table with 4 samples, 2 features and kind to predict.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click()
    await page.waitForURL(/#\/data\/.+/)
    await page.getByRole('region', { name: 'flowers' }).waitFor()
  })

  it('keeps what was imported when the page is loaded again', async () => {
    await app.page.reload()
    await app.page.getByRole('region', { name: 'flowers' }).waitFor()
  })

  it('reaches every view by its shortcut', async () => {
    const { page } = app
    for (const [position, view] of ['data', 'design', 'runs', 'compare', 'mistakes', 'gallery'].entries()) {
      await page.keyboard.press(`Control+${position + 1}`)
      await page.waitForURL(new RegExp(`#/${view}`))
    }
  })

  it('speaks Spanish as well', async () => {
    await app.page.getByLabel('Language').selectOption('es')
    await app.page.getByRole('link', { name: /Datos/ }).waitFor()
    await app.page.locator('select.language').selectOption('en')
  })

  it('complains about nothing on the way', () => {
    expect(app.complaints).toEqual([])
  })
})

it('the built page loads nothing from elsewhere', () => {
  const html = readFileSync(new URL('../../out/renderer/index.html', import.meta.url), 'utf8')
  expect(html.match(/(src|href)="https?:/g)).toBeNull()
})
