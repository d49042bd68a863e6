import { mkdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Page } from 'playwright-core'

/**
 * Looks at the window served by the fake host, in every size, theme and language that is asked for:
 * `node test/support/look.ts out/looks /data /design --sizes 1280x800,1920x1080 --themes light,dark --languages en,es --axe`.
 * Writes one picture each and prints console errors and accessibility violations; exits 1 when there are any.
 */
const HOST = 'http://localhost:5199'
const SETTLE_MS = 700

const [folder = 'out/looks', ...rest] = process.argv.slice(2)
const option = (name: string, standard: string): string[] => {
  const at = rest.indexOf(`--${name}`)
  return (at === -1 ? standard : (rest[at + 1] ?? standard)).split(',')
}
const pages = rest.filter((argument, i) => argument.startsWith('/') && !(rest[i - 1] ?? '').startsWith('--'))
const steps = option('click', '').filter((selector) => selector !== '')
const problems: string[] = []

async function look(page: Page, path: string, size: string, theme: string, language: string): Promise<void> {
  const [width = 1280, height = 800] = size.split('x').map(Number)
  await page.setViewportSize({ width, height })
  await page.goto(HOST)
  await page.evaluate(([chosenTheme, chosenLanguage]) => {
    localStorage.setItem('descent.theme', JSON.stringify(chosenTheme))
    localStorage.setItem('descent.language', JSON.stringify(chosenLanguage))
  }, [theme, language])
  await page.goto('about:blank')
  await page.goto(`${HOST}/${rest.includes('--empty') ? '?empty' : ''}#${path}`)
  await page.waitForSelector('.view > *')
  await page.waitForTimeout(SETTLE_MS)
  for (const selector of steps) {
    await page.locator(selector).first().click()
    await page.waitForTimeout(SETTLE_MS)
  }
  const name = `${path.replaceAll('/', '-').slice(1) || 'start'}-${size}-${theme}-${language}`
  await page.screenshot({ path: `${folder}/${name}.png` })
  if (!rest.includes('--axe')) return
  const { violations } = await new AxeBuilder({ page }).analyze()
  for (const { id, impact, nodes } of violations) problems.push(`${name}: ${impact} ${id}: ${nodes.slice(0, 3).map((node) => `${String(node.target)} ${node.any[0]?.message ?? ''}`).join(' | ')}`)
}

mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const page = await (await browser.newContext()).newPage()
page.on('console', (message) => {
  if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text().slice(0, 400)}`)
})
page.on('pageerror', (error) => problems.push(`error: ${error.message} ${error.stack?.split('\n')[1] ?? ''}`))
for (const path of pages) for (const size of option('sizes', '1280x800')) for (const theme of option('themes', 'light')) for (const language of option('languages', 'en')) await look(page, path, size, theme, language)
await browser.close()
process.stdout.write([...new Set(problems)].map((problem) => `${problem}\n`).join(''))
process.exitCode = problems.length > 0 ? 1 : 0
