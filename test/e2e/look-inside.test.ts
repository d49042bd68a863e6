import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWebApp, type WebApp } from '../support/web-app.ts'

describe('before an experiment is trained', () => {
  let app: WebApp
  const node = (text: string | RegExp): Locator => app.page.locator('.network-node', { hasText: text })
  const inspector = (): Locator => app.page.locator('#inspector-content')
  const field = (name: string): Locator => inspector().getByLabel(name, { exact: true }).last()
  const bar = (): Locator => app.page.getByRole('region', { name: 'Before training' })

  beforeAll(async () => {
    app = await openWebApp()
    app.page.setDefaultTimeout(20_000)
    const { page } = app
    await page.getByText('Try it: digits in 20 seconds').click()
    await page.waitForURL(/#\/runs\/\w+/)
    await page.getByText(/^(Completed|Stopped early)$/).first().waitFor({ timeout: 120_000 })
    await page.keyboard.press('Control+2')
    await node('hidden').waitFor()
  })
  afterAll(() => app?.close())

  it('the inspector draws activation, derivative and first weights of the layer, as they are chosen', async () => {
    const { page } = app
    await node('hidden').click()
    await inspector().getByRole('heading', { name: 'ReLU and its derivative' }).waitFor()
    await field('Activation').selectOption('tanh')
    await inspector().getByRole('heading', { name: 'Tanh and its derivative' }).waitFor()
    await expect.poll(() => inspector().getByText(/standard deviation 0\.05/).count()).toBe(1) // He: √(2/784)
    await page.locator('.chip', { hasText: 'Schedule' }).click()
    await page.locator('#schedule-kind').selectOption('cosineRestarts')
    const chart = inspector().getByRole('figure', { name: 'Learning rate over the run' })
    await chart.waitFor()
    expect(await chart.getByRole('row').count()).toBeGreaterThan(20)
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
  })

  it('a network that is saturated is found out, and mended by the button', async () => {
    const { page } = app
    await node('hidden').click()
    await field('Activation').selectOption('logistic')
    await field('Initializer').selectOption('normal')
    await inspector().getByLabel('Standard deviation σ').last().fill('5')
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: 'Look inside before training' }).click()
    await bar().getByText(/hidden is saturated: \d+ % of its outputs/).waitFor()
    await node('hidden').getByText(/% saturated/).waitFor()
    await inspector().getByRole('heading', { name: 'Before training' }).waitFor()
    await inspector().getByRole('figure', { name: 'Gradient of the loss by them' }).waitFor()
    await bar().getByRole('button', { name: 'Use Glorot initialization in hidden' }).click()
    await bar().getByText('Nothing is dead, saturated, fading or exploding.').waitFor()
    expect(await field('Initializer').inputValue()).toBe('glorotUniform')
  })

  it('samples are walked with the arrow keys, and other initializers show at once', async () => {
    const { page } = app
    const sample = bar().getByRole('spinbutton')
    await sample.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => sample.getAttribute('aria-valuenow')).toBe('3')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => sample.getAttribute('aria-valuenow')).toBe('2')
    const numbers = (): Promise<string> => node('hidden').locator('.numbers').innerText()
    await field('Initializer').selectOption('zeros')
    await expect.poll(numbers).toMatch(/μ 0\.5\s+σ 0$/)
    await field('Initializer').selectOption('glorotUniform')
    await expect.poll(numbers).not.toMatch(/σ 0$/)
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().include('.look-bar').include('#inspector-content').analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(' ')}`)).toEqual([])
    await node('Input').click()
    await page.keyboard.press('i')
    await expect.poll(() => bar().count()).toBe(0)
  })

  it('says in a sentence what it is and what it takes', async () => {
    const { page } = app
    const sentence = page.locator('p.sentence')
    await expect.poll(() => sentence.innerText(), { timeout: 30_000 }).toMatch(/^784-128-10, Logistic.*, Adam 0\.001, batch 64, 20 epochs: 101,770 parameters, about .+ s per epoch$/)
    await expect.poll(() => page.locator('footer.status').innerText()).toMatch(/about .+ s per epoch/)
    expect(await sentence.getAttribute('title')).toMatch(/on this machine/)
  })

  it('is saved as a drawing', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'Save the drawing' }).click()
    const dialog = page.getByRole('dialog', { name: 'Save the drawing' })
    await dialog.getByText('Print', { exact: true }).click()
    for (const [button, ending] of [['SVG', 'svg'], ['PNG', 'png']] as const) {
      if (await dialog.count() === 0) await page.getByRole('button', { name: 'Save the drawing' }).click()
      const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: new RegExp(button) }).click()])
      expect(file.suggestedFilename()).toBe(`digits-one-hidden-layer.${ending}`)
      const content = await readFile(await file.path())
      if (ending === 'svg') expect(content.toString()).toMatch(/^<svg [^]*Logistic[^]*<\/svg>$/)
      else expect([...content.subarray(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG')
    }
  })

  it('is trained with three seeds, which Compare shows as one', async () => {
    const { page } = app
    await page.locator('.chip', { hasText: 'Stop' }).click()
    await inspector().getByLabel('Stop after a number of steps').check()
    await inspector().getByLabel('Most steps').last().fill('90')
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: 'Train with several seeds' }).click()
    await page.getByRole('menuitem', { name: /^Train with 3 seeds/ }).click()
    await page.waitForURL(/#\/runs\/\w+/)
    await page.getByRole('button', { name: 'Compare them' }).click()
    await page.waitForURL(/#\/compare/)
    await page.getByText('Nothing running').waitFor({ timeout: 120_000 })
    await page.getByText('Means', { exact: true }).click()
    await page.getByText(/mean of 3/).first().waitFor({ state: 'attached' })
    expect(app.complaints).toEqual([])
  })
})
