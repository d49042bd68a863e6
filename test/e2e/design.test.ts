import { AxeBuilder } from '@axe-core/playwright'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWebApp, type WebApp } from '../support/web-app.ts'

describe('designing an experiment', () => {
  let app: WebApp
  const node = (text: string | RegExp): Locator => app.page.locator('.network-node', { hasText: text })
  const item = (name: RegExp): Locator => app.page.getByRole('treeitem', { name })
  const line = (text: string | RegExp): Locator => app.page.locator('.cm-line', { hasText: text })
  const tab = (name: string): Locator => app.page.getByRole('tab', { name, exact: true })
  const written = (): Promise<string> => app.page.locator('.cm-content').innerText()

  beforeAll(async () => {
    app = await openWebApp()
    app.page.setDefaultTimeout(20_000)
    const { page } = app
    await page.getByText('Try it: digits in 20 seconds').click()
    await page.waitForURL(/#\/runs\/\w+/)
    await page.keyboard.press('Control+2')
    await node('hidden').waitFor()
  })
  afterAll(() => app?.close())

  async function expectAccessible(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: app.page }).setLegacyMode().analyze()
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${String(nodes[0]?.target)}`)).toEqual([])
  }

  describe('as text', () => {
    it('underlines what is wrong where it is, explains it, and completes a kind', async () => {
      const { page } = app
      await tab('JSON').click()
      await line('"kind": "dense",').first().waitFor()
      await page.locator('.cm-line span', { hasText: '"dense"' }).first().dblclick()
      await page.keyboard.type('dnse')
      await page.keyboard.press('Escape')
      await page.locator('.cm-lintRange-error', { hasText: '"dnse"' }).waitFor()
      // The form shows the same at once.
      await page.locator('#inspector-content', { hasText: 'dnse' }).waitFor()
      await page.locator('.cm-lintRange-error').first().hover()
      await page.locator('.cm-tooltip', { hasText: 'did you mean "dense"?' }).waitFor()
      await page.mouse.move(0, 0)
      for (let letter = 0; letter < 4; letter++) await page.keyboard.press('Backspace')
      await page.keyboard.type('den')
      const option = page.locator('.cm-tooltip-autocomplete li', { hasText: /^dense/ })
      await option.waitFor()
      await page.locator('.cm-completionInfo', { hasText: 'Every unit sees every input' }).waitFor()
      // For a moment a list that has just opened takes no Enter, which may be meant for the text.
      await page.waitForTimeout(150)
      await page.keyboard.press('Enter')
      await page.getByText('No problems').waitFor()
      await page.locator('.cm-lintRange-error').waitFor({ state: 'detached' })
      expect(await written()).toContain('"kind": "dense",')
    })

    it('changes the canvas at once, and follows it', async () => {
      const { page } = app
      await page.locator('.cm-line span', { hasText: /^128$/ }).first().dblclick()
      await page.keyboard.type('48')
      await page.getByLabel('Units', { exact: true }).last().waitFor()
      await expect.poll(() => page.getByLabel('Units', { exact: true }).last().inputValue()).toBe('48')
      await page.getByLabel('Units', { exact: true }).last().fill('40')
      await page.keyboard.press('Tab')
      await line('"units": 40').waitFor()
    })

    it('keeps what is no experiment yet over another view and a restart, and says so', async () => {
      const { page } = app
      await line('"seed"').click()
      await page.keyboard.press('End')
      await page.keyboard.type(' "oops')
      await page.getByText('Not an experiment yet').waitFor()
      await tab('Canvas').click()
      await page.getByText('The JSON text is not a valid experiment yet').waitFor()
      await node('hidden').waitFor()
      await page.getByText(/^Saved \d/).waitFor()
      await page.reload()
      await page.getByText('The JSON text is not a valid experiment yet').waitFor()
      await page.getByRole('button', { name: 'Show the text' }).click()
      await line('"oops').waitFor()
      await page.getByRole('button', { name: 'Discard the text', exact: true }).click()
      await page.getByText('Not an experiment yet').waitFor({ state: 'detached' })
      expect(await written()).not.toContain('oops')
      // Discarding is a step as well.
      await page.getByRole('button', { name: 'Undo: Discard the text', exact: true }).click()
      await line('"oops').waitFor()
      await page.getByRole('button', { name: 'Discard the text', exact: true }).click()
      await page.getByText('No problems').waitFor()
    })

    it('takes typing back first and then the steps before it, and lets Tab out', async () => {
      const { page } = app
      await page.getByLabel('Units', { exact: true }).last().fill('36')
      await page.keyboard.press('Tab')
      await line('"units": 36').waitFor()
      await line('"seed"').click()
      await page.keyboard.press('End')
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.type('7')
      await line('"seed": 17,').waitFor()
      await page.keyboard.press('Control+z')
      await line('"seed": 1,').waitFor()
      await page.keyboard.press('Control+z')
      await line('"units": 40').waitFor()
      await page.keyboard.press('Control+y')
      await line('"units": 36').waitFor()
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-code-editor'))).toBe(false)
      await expectAccessible()
    })
  })

  it('starts from a template, refuses what does not suit the data, and trains', async () => {
    const { page } = app
    await tab('Canvas').click()
    await page.keyboard.press('Shift+N')
    await page.getByRole('button', { name: /Perceptron.*two classes; these data have 10/ }).click()
    await expect.poll(() => page.getByRole('button', { name: 'Create' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: /Softmax regression/ }).click()
    await page.getByText('2 layers · 7,850 parameters').waitFor()
    await expectAccessible()
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByText('No problems').waitFor()
    expect(await page.getByLabel('Name of the experiment').inputValue()).toBe('Softmax regression, drawn digits')
    await page.getByRole('button', { name: /^Train/ }).first().click()
    await page.waitForURL(/#\/runs\/\w+/)
    await page.getByText(/^(Completed|Stopped early)$/).first().waitFor({ timeout: 100_000 })
    await page.keyboard.press('Control+2')
  })

  it('goes back to another experiment of the workspace, and to a version of this one', async () => {
    const { page } = app
    await node('Flatten').waitFor()
    await page.getByLabel('Name of the experiment').fill('softmax, slower')
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: /Optimizer/ }).first().click()
    await page.getByLabel('Learning rate', { exact: true }).last().fill('0.01')
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: 'Versions of the experiment' }).click()
    await page.getByLabel('Name for the present state').fill('slow')
    await page.getByRole('button', { name: 'Keep as a version' }).click()
    const versions = page.getByRole('list', { name: 'Versions' })
    await versions.getByText('slow').waitFor()
    await versions.getByText(/0\.1.*→.*0\.01/).waitFor()
    await versions.locator('> li', { hasText: 'Training “Softmax regression, drawn digits”' }).getByRole('button', { name: 'Restore' }).click()
    await page.getByText('“Training “Softmax regression, drawn digits”” is back').waitFor()
    expect(await page.getByLabel('Name of the experiment').inputValue()).toBe('Softmax regression, drawn digits')
    await page.getByRole('button', { name: /^Undo: Restore/ }).click()
    expect(await page.getByLabel('Name of the experiment').inputValue()).toBe('softmax, slower')
    await page.keyboard.press('Control+o')
    const list = page.getByRole('list', { name: 'Experiments' })
    await list.getByText('shown now').waitFor()
    await expectAccessible()
    await list.getByRole('button', { name: 'digits, one hidden layer', exact: true }).click()
    await node('hidden').waitFor()
    await page.keyboard.press('Control+o')
    await page.getByRole('button', { name: 'Delete: softmax, slower' }).click()
    await page.getByText('“softmax, slower” is in the trash').waitFor()
    await page.getByRole('button', { name: 'Duplicate: digits, one hidden layer' }).click()
    await list.getByText('digits, one hidden layer (copy)').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.getByLabel('Name of the experiment').inputValue()).toBe('digits, one hidden layer (copy)')
  })

  it('makes a block of layers, folds it, uses it again, sets its parameter, and takes it all back', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'Show everything' }).click()
    // Until the view stands still.
    const place = (): Promise<string | null> => page.locator('.vue-flow__transformationpane').getAttribute('style')
    await expect.poll(async () => {
      const before = await place()
      await page.waitForTimeout(300)
      return before === (await place())
    }).toBe(true)
    await node('hidden').click()
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-key'))).toBe('hidden')
    await page.keyboard.press('a')
    await page.locator('dialog.pick').waitFor()
    await page.keyboard.type('Dropout')
    await page.keyboard.press('Enter')
    await item(/^Dropout dropout1/).waitFor({ state: 'attached' })
    await page.keyboard.press('Shift+ArrowUp')
    await page.keyboard.press('g')
    const dialog = page.getByRole('dialog', { name: 'Group of 2 layers' })
    await dialog.getByLabel('Name', { exact: true }).fill('dense and dropout')
    await dialog.getByLabel(/^Units 36/).check()
    await dialog.getByRole('button', { name: 'Make the group' }).click()
    await item(/^dense and dropout .*2 layers.*not folded/).waitFor({ state: 'attached' })
    await page.locator('.group-frame', { hasText: 'dense and dropout' }).waitFor()
    await page.keyboard.press('f')
    await item(/^dense and dropout Units 36, 2 layers, reads flat, folded, makes 36, 28,260 param/).waitFor({ state: 'attached' })
    expect(await node('hidden').count()).toBe(0)
    await page.locator('.palette').getByRole('button', { name: 'dense and dropout', exact: true }).click()
    await item(/^Dense dense1, .*reads dense and dropout/).waitFor({ state: 'attached' })
    await page.locator('#inspector-content').getByLabel('Units', { exact: true }).last().fill('20')
    await page.keyboard.press('Tab')
    await item(/^Dense dense1, Units 20/).waitFor({ state: 'attached' })
    await page.getByText('No problems').waitFor()
    await expectAccessible()
    for (let step = 0; step < 5; step++) await page.getByRole('button', { name: /^Undo:/ }).click()
    await expect.poll(() => page.locator('.network-node').count()).toBe(5)
    await page.locator('.group-frame').waitFor({ state: 'detached' })
    for (let step = 0; step < 5; step++) await page.getByRole('button', { name: /^Redo:/ }).click()
    await item(/^Dense dense1, Units 20/).waitFor({ state: 'attached' })
  })

  it('keeps the inspector where it is when every layer goes', async () => {
    const { page } = app
    await node('Input').click()
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await expect.poll(() => page.locator('.network-node').count()).toBe(2)
    await page.getByText('Nothing is selected.').waitFor()
    await page.locator('.palette').getByRole('button', { name: 'Dense', exact: true }).click()
    await page.getByLabel('Units', { exact: true }).last().waitFor()
  })

  it('complains about nothing on the way', () => {
    expect(app.complaints).toEqual([])
  })
})
