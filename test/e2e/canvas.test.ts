import { AxeBuilder } from '@axe-core/playwright'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWebApp, type WebApp } from '../support/web-app.ts'

describe('drawing a network', () => {
  let app: WebApp
  const node = (text: string | RegExp): Locator => app.page.locator('.network-node', { hasText: text })
  const item = (name: RegExp): Locator => app.page.getByRole('treeitem', { name })
  const field = (name: string): Locator => app.page.locator('#inspector-content').getByLabel(name, { exact: true }).last()
  const palette = (label: string): Locator => app.page.locator('.palette').getByRole('button', { name: label, exact: true })

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

  async function fill(name: string, value: string): Promise<void> {
    await field(name).fill(value)
    await app.page.keyboard.press('Tab')
  }

  /** Removes every layer, as a person would. */
  async function empty(): Promise<void> {
    const { page } = app
    await page.getByRole('button', { name: 'Show everything' }).click()
    await node('Input').click()
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await expect.poll(() => page.locator('.network-node').count()).toBe(2)
  }

  /** Waits until the view of the canvas stands still. */
  async function settled(): Promise<void> {
    const place = (): Promise<string | null> => app.page.locator('.vue-flow__transformationpane').getAttribute('style')
    await expect.poll(async () => {
      const before = await place()
      await app.page.waitForTimeout(300)
      return before === (await place())
    }).toBe(true)
  }

  /** Draws a connection from the port of one node onto another node. */
  async function draw(from: Locator, to: Locator): Promise<void> {
    await settled()
    await from.locator('.vue-flow__handle-bottom').hover()
    await app.page.mouse.down()
    await to.hover()
    await app.page.mouse.up()
  }

  /** Chooses the layer in the list that opens. */
  async function type(words: string): Promise<void> {
    const list = app.page.locator('dialog.pick')
    await list.waitFor()
    await app.page.keyboard.type(words)
    await app.page.keyboard.press('Enter')
    await list.waitFor({ state: 'detached' })
  }

  it('draws LeNet-5 on an empty canvas with the mouse', async () => {
    const { page } = app
    await empty()
    const canvas = page.locator('.network-canvas')
    await palette('Convolution 2-D').dragTo(canvas, { targetPosition: { x: 300, y: 200 } })
    await node('conv2d1').waitFor()
    await fill('Filters', '6')
    await fill('Kernel', '5')
    // Onto the connection between the convolution and the loss.
    const [from, to] = await Promise.all([node('conv2d1').boundingBox(), node('Softmax').boundingBox()])
    const frame = (await canvas.boundingBox())!
    const between = { x: (from!.x + to!.x + to!.width) / 2 - frame.x, y: (from!.y + from!.height + to!.y) / 2 - frame.y }
    await palette('Average pooling 2-D').dragTo(canvas, { targetPosition: between })
    await item(/averagePool2d1.*reads conv2d1.*6 × 14 × 14/).waitFor({ state: 'attached' })
    // A loose layer, connected from port to port.
    await palette('Convolution 2-D').dragTo(canvas, { targetPosition: { x: 60, y: 420 } })
    await item(/conv2d2.*reads nothing/).waitFor({ state: 'attached' })
    await draw(node('averagePool2d1'), node('conv2d2'))
    await item(/conv2d2.*reads averagePool2d1/).waitFor({ state: 'attached' })
    await node('conv2d2').click()
    await fill('Filters', '16')
    await fill('Kernel', '5')
    await field('Padding').selectOption('valid')
    await item(/conv2d2.*16 × 10 × 10/).waitFor({ state: 'attached' })
    // The loss reads the new end.
    await draw(node('conv2d2'), node('Softmax'))
    for (const label of ['Average pooling 2-D', 'Flatten', 'Dense']) await palette(label).click()
    await fill('Units', '120')
    await palette('Dense').click()
    await fill('Units', '84')
    await palette('Dense').click()
    await fill('Units', '10')
    // 156 + 2,416 + 48,120 + 10,164 + 850.
    await page.locator('.network-canvas .totals', { hasText: '61,706 parameters' }).waitFor()
    await page.getByText('No problems').waitFor()
    await page.getByRole('button', { name: 'Arrange automatically' }).click()
    const columns = await page.locator('.network-node').evaluateAll((nodes) => new Set(nodes.map((found) => Math.round(found.getBoundingClientRect().x))).size)
    expect(columns).toBe(1)
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${String(nodes[0]?.target)}`)).toEqual([])
  })

  it('builds a residual block with the keyboard alone', async () => {
    const { page } = app
    await empty()
    await page.keyboard.press('a')
    await type('Convolution 2-D')
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-key'))).toBe('conv2d1')
    for (const kind of ['Batch normalization', 'Convolution 2-D']) {
      await page.keyboard.press('a')
      await type(kind)
    }
    // The last convolution and, three steps up, the first one.
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press(' ')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-key'))).toBe('conv2d1')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('m')
    await type('Add')
    await item(/^Add add1.*reads conv2d1, batchNormalization1, conv2d2/).waitFor({ state: 'attached' })
    await page.keyboard.press('Control+z')
    await item(/^Add add1/).waitFor({ state: 'detached' })
    // Only the ends of the block: the sum reads the last, and the first is connected to it.
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('a')
    await type('Add')
    await item(/^Add add1.*reads conv2d2.*1 problem/).waitFor({ state: 'attached' })
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('c')
    await type('add1')
    await item(/^Add add1, reads conv2d2, conv2d1, makes 16 × 28 × 28/).waitFor({ state: 'attached' })
    for (const kind of ['Global average pooling', 'Dense']) {
      await page.keyboard.press('a')
      await type(kind)
    }
    await page.keyboard.press('Enter')
    await fill('Units', '10')
    await page.getByText('No problems').waitFor()
  })

  it('shows an impossible connection where it is, and says why a circle is refused', async () => {
    const { page } = app
    await empty()
    await palette('Dense').click()
    await item(/dense1.*1 problem/).waitFor({ state: 'attached' })
    await page.locator('.network-edge.troubled').first().waitFor({ state: 'attached' })
    await node('dense1').locator('.problem').click()
    await page.getByRole('menuitem', { name: /a flat input/ }).waitFor()
    await page.getByRole('menuitem', { name: 'Put Flatten between input and dense1' }).click()
    await item(/dense1, .*reads flatten1, makes/).waitFor({ state: 'attached' })
    // The output has too many numbers for ten classes; the list of problems mends it too.
    await page.getByRole('button', { name: 'Mend …' }).click()
    await page.getByRole('menuitem', { name: 'Set units of dense1 to 10' }).click()
    await page.getByText('No problems').waitFor()
    expect(await page.locator('.network-edge.troubled').count()).toBe(0)
    await palette('Flatten').click()
    await item(/^Flatten flatten2/).waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Show everything' }).click()
    await draw(node('flatten2'), node('dense1'))
    await page.getByText('dense1 cannot read flatten2').waitFor()
  })

  it('takes everything back, and complains about nothing on the way', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'Show everything' }).click()
    await node('Input').click()
    for (let step = 0; step < 80; step++) await page.keyboard.press('Control+z')
    await expect.poll(() => page.locator('.network-node').allInnerTexts().then((texts) => texts.join(' '))).toMatch(/flat.*hidden.*out/s)
    expect(app.complaints).toEqual([])
  })
})
