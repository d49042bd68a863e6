// npm run screenshots: the pictures of the README, made from the running app on experiments that it trains for them.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBrowser } from '../../tools/ensure-browser.ts'
import { ensureBuilt, ensureInstalled, runEntry } from '../../tools/setup.ts'

const SETTLE_MS = 900
const TRAINING_LIMIT = { timeout: 120_000 }
const ENDED = /^(Completed|Stopped early)$/

await runEntry(async () => {
  ensureInstalled()
  ensureBuilt()
  if (!ensureBrowser()) throw new Error('The pictures need a browser.')
  const { openWebApp, root } = await import('./web-app.ts')
  const folder = join(root, 'docs/images')
  mkdirSync(folder, { recursive: true })
  const { page, complaints, close } = await openWebApp()
  const shoot = async (name: string): Promise<void> => {
    await page.mouse.move(0, 0)
    await page.waitForTimeout(SETTLE_MS)
    await page.screenshot({ path: join(folder, `${name}.png`) })
    process.stdout.write(`docs/images/${name}.png\n`)
  }
  const dismissNotes = async (): Promise<void> => {
    for (const button of await page.getByRole('button', { name: 'Dismiss' }).all()) await button.click().catch(() => {})
  }
  try {
    await page.setViewportSize({ width: 1360, height: 850 })
    await page.getByText('Try it: digits in 20 seconds').waitFor()
    await shoot('start')
    await page.getByText('Try it: digits in 20 seconds').click()
    await page.waitForURL(/#\/runs\/\w+/)
    await page.getByText(ENDED).first().waitFor(TRAINING_LIMIT)
    for (const [units, name] of [['24', 'digits, 24 units'], ['8', 'digits, 8 units']] as const) {
      await page.keyboard.press('Control+2')
      await page.locator('.network-node', { hasText: 'hidden' }).click()
      await page.getByLabel('Units', { exact: true }).last().fill(units)
      await page.keyboard.press('Tab')
      await page.getByLabel('Name of the experiment').fill(name)
      await page.keyboard.press('Tab')
      await page.waitForTimeout(SETTLE_MS)
      if (units === '24') await shoot('design')
      await page.getByRole('button', { name: /^Train/ }).first().click()
      await page.waitForURL(/#\/runs\/\w+/)
      await page.waitForTimeout(SETTLE_MS)
      await page.getByText('Nothing running').waitFor(TRAINING_LIMIT)
    }
    await dismissNotes()
    await shoot('runs')
    await page.getByRole('tab', { name: 'Layers' }).click()
    await page.waitForTimeout(SETTLE_MS)
    await shoot('layers')
    await page.getByRole('tab', { name: 'Curves' }).click()
    for (let run = 0; run < 3; run++) {
      await page.keyboard.press('c')
      await page.keyboard.press('j')
    }
    await page.keyboard.press('Control+4')
    await page.waitForTimeout(SETTLE_MS)
    await dismissNotes()
    await shoot('compare')
    await page.getByRole('button', { name: 'Networks side by side' }).click()
    await page.waitForTimeout(SETTLE_MS)
    await shoot('networks')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+3')
    await page.keyboard.press('e')
    await page.waitForURL(/#\/mistakes\/\w+/)
    await page.getByRole('listbox', { name: 'Samples' }).getByRole('option').first().click()
    await shoot('mistakes')
    await page.emulateMedia({ colorScheme: 'dark' })
    await shoot('mistakes-dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.keyboard.press('Control+1')
    await page.waitForURL(/#\/data/)
    await shoot('data')
    if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join('; ')}`)
  } finally {
    await close()
  }
})
