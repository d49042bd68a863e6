import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launchBrowser } from '../support/web-app.ts'
import { findBrowser } from '../../tools/find-browser.ts'
import { beforeEach, describe, expect, it, test } from 'vitest'
import { drawCurves, ticksOf } from '../../electron/services/report/curves.ts'
import { htmlTable, latexTable, markdownTable } from '../../electron/services/report/tables.ts'
import { descent } from '../support/command-line.ts'
import { spiralsSpec } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'

let folder = ''
const here = (...words: readonly string[]): readonly string[] => [...words, '--workspace', join(folder, 'workspace')]

beforeEach(() => { folder = temporaryFolder() })

async function run(name: string, ...changes: readonly string[]): Promise<void> {
  const file = join(folder, 'spec.json')
  writeFileSync(file, JSON.stringify({ ...spiralsSpec(), name }))
  const { code, stderr } = await descent(...here('run', file, ...changes))
  expect(code, stderr).toBe(0)
}

describe('a report', () => {
  test('of a run is one page that asks for nothing', async () => {
    await run('<b>spirals & "co"</b>')
    const file = join(folder, 'report.html')
    expect((await descent(...here('report', 'latest', '-o', file))).code).toBe(0)
    const page = readFileSync(file, 'utf8')
    expect(page).toContain('<h1>&lt;b&gt;spirals &amp; &quot;co&quot;&lt;/b&gt;</h1>')
    expect(page).not.toMatch(/<script|https?:|url\(|<link|<img/)
    expect(page).toMatch(/<figcaption>loss<\/figcaption>[\s\S]*<polyline class="curve c0 d0" [\s\S]*<figcaption>accuracy<\/figcaption>/)
    expect(page).toMatch(/<th scope="row">optimizer<\/th><td>adam \(learningRate 0\.01/)
    expect(page).toMatch(/<th scope="row">out<\/th><td>dense<\/td><td>2<\/td><td>18<\/td>/)
  })

  test('draws runs in the colour and dash that they have everywhere', () => {
    const drawn = drawCurves('loss', 'epoch', [{ label: 'a', x: [1, 2], y: [3, 1], colour: 11 }, { label: 'b', x: [1, 2], y: [3, 1], colour: 11, behind: 'thin' }])
    expect([...drawn.matchAll(/<polyline class="([^"]*)"/g)].map(([, classes]) => classes)).toEqual(['curve c3 d1', 'curve c3 d1 thin'])
  })

  test.skipIf(findBrowser() === null)('is drawn by a browser without a complaint, in both themes', async () => {
    await run('spirals')
    const file = join(folder, 'report.html')
    await descent(...here('report', 'latest', '-o', file))
    const browser = await launchBrowser()
    try {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ colorScheme })
        const complaints: string[] = []
        page.on('console', (message) => complaints.push(message.text()))
        page.on('pageerror', (error) => complaints.push(String(error)))
        await page.goto(`file://${file}`)
        expect(await page.locator('polyline').count()).toBe(4)
        expect(await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)')
        expect(complaints).toEqual([])
      }
    } finally {
      await browser.close()
    }
  })

  test('of several compares them, in Spanish too, and as Markdown and LaTeX', async () => {
    await run('one')
    await run('two', '--set', 'optimizer.learningRate=0.002')
    const runs = JSON.parse((await descent(...here('runs', '--json'))).stdout) as { id: string }[]
    const ids = runs.map(({ id }) => id)
    const page = (await descent(...here('report', ...ids, '--language', 'es'))).stdout
    expect(page).toContain('<html lang="es">')
    expect(page).toContain('<h1>2 ejecuciones comparadas</h1>')
    expect(page).toMatch(/<th scope="row">optimizer\.learningRate<\/th><td>0\.002<\/td><td>0\.01<\/td>|<th scope="row">optimizer\.learningRate<\/th><td>0\.01<\/td><td>0\.002<\/td>/)
    const markdown = (await descent(...here('report', ...ids, '-f', 'md'))).stdout
    expect(markdown).toMatch(/^## Final scores\n\n\| Run \| training loss \| .*\n\| --- \| ---: \|/)
    const latex = (await descent(...here('report', ...ids, '-f', 'tex'))).stdout
    expect(latex).toContain('\\begin{tabular}{lrr}\n\\toprule\nSetting & ')
    expect((await descent(...here('report', 'nosuch'))).code).toBe(2)
  })
})

describe('tables', () => {
  const table = { head: ['a_b', '50 %'], rows: [['x|y & <z>', '−1\\2']] }

  it('keep every letter in every format', () => {
    expect(markdownTable(table)).toBe('| a_b | 50 % |\n| --- | ---: |\n| x\\|y & <z> | −1\\2 |')
    expect(latexTable(table)).toContain('a\\_b & 50 \\% \\\\\n\\midrule\nx|y \\& \\textless{}z\\textgreater{} & $-$1\\textbackslash{}2 \\\\')
    expect(htmlTable(table)).toContain('<th scope="row">x|y &amp; &lt;z&gt;</th><td>−1\\2</td>')
  })
})

describe('charts', () => {
  it('have round ticks within the range', () => {
    expect(ticksOf(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
    expect(ticksOf(0.013, 0.087, 5)).toEqual([0.02, 0.04, 0.06, 0.08])
    expect(ticksOf(3, 3, 5)).toEqual([3])
  })

  it('draw what is finite, the greatest at the top', () => {
    const svg = drawCurves('loss', 'epoch', [{ label: 'a', x: [1, 2, 3], y: [3, Number.NaN, 1], colour: 0 }])
    const [points] = /points="([^"]*)"/.exec(svg)!.slice(1)
    const [first, last] = points!.split(' ').map((point) => point.split(',').map(Number))
    expect(points!.split(' ')).toHaveLength(2)
    expect(first![1]!).toBeLessThan(last![1]!)
    expect(first![0]!).toBeLessThan(last![0]!)
    expect(drawCurves('loss', 'epoch', [{ label: 'a', x: [1], y: [Number.NaN], colour: 0 }])).toBe('')
  })
})
