import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChartTheme } from '../../renderer/charts/chart-theme.ts'
import { init } from '../../renderer/charts/echarts.ts'
import { bundleOf, MOST_SERIES, pixelOf } from '../../renderer/charts/line-bundle.ts'
import { lineChart, type Line, type LineChart } from '../../renderer/charts/line-chart.ts'
import { createLinePointer, toldAround, valueAt, valuesAt } from '../../renderer/charts/line-pointer.ts'
import { chartToSvg } from '../../renderer/charts/save-chart.ts'

const theme: ChartTheme = { text: '#111111', secondary: '#555555', grid: '#dddddd', axis: '#999999', background: '#ffffff', raised: '#ffffff', accent: '#0000ff', success: '#00aa00', warning: '#aaaa00', danger: '#aa0000', font: 'sans-serif', runs: ['#0072b2'] }
const line = (name: string, x: readonly number[], y: readonly number[], more: Partial<Line> = {}): Line => ({ name, colour: '#0072b2', dash: 'solid', x: Float64Array.from(x), y: Float64Array.from(y), ...more })
const many = (count: number, of: (i: number) => Partial<Line> = () => ({})): Line[] => Array.from({ length: count }, (_, i) => line(`run ${i}`, [0, 1, 2], [i, i + 1, i], of(i)))
const chartOf = (lines: readonly Line[], log = false): LineChart => ({ lines, x: { label: 'Epoch' }, y: { label: '', log } })

/** Draws on a surface of its own; `use` asks the chart for places. */
function drawn<T>(chart: LineChart, use: (chart: ReturnType<typeof init>, option: ReturnType<typeof lineChart>) => T): T {
  const surface = init(null, null, { renderer: 'svg', ssr: true, width: 400, height: 300 })
  try {
    const option = lineChart(chart, theme)
    surface.setOption(option)
    surface.renderToSVGString() // elements come to be when they are drawn
    return use(surface, option)
  } finally {
    surface.dispose()
  }
}

describe('charts of many lines', () => {
  it('are one series, those of few lines or with marks one for each', () => {
    const series = (lines: readonly Line[]): number => (lineChart(chartOf(lines), theme)['series'] as unknown[]).length
    expect(series(many(MOST_SERIES))).toBe(MOST_SERIES)
    expect(series(many(MOST_SERIES + 1))).toBe(1)
    expect(series(many(200))).toBe(1)
    expect(series(many(200, (i) => (i === 7 ? { marks: [{ x: 1, label: 'best' }] } : {})))).toBe(200)
    expect(bundleOf(lineChart(chartOf(many(3)), theme))).toBe(null)
  })

  it.each([false, true])('draw every line where the axes say, on a logarithmic axis: %s', (log) => {
    const lines = many(60, (i) => ({ y: Float64Array.of(0.01 * (i + 1), 5, 100 - i), colour: i % 2 === 0 ? '#0072b2' : '#d55e00' }))
    drawn(chartOf(lines, log), (chart, option) => {
      const place = bundleOf(option)!.place!
      for (const { x, y } of lines) {
        for (const [i, at] of x.entries()) {
          const [left, top] = pixelOf(place, at, y[i]!)
          const [asLeft, asTop] = chart.convertToPixel('grid', [at, y[i]!])
          expect(left).toBeCloseTo(asLeft!, 6)
          expect(top).toBeCloseTo(asTop!, 6)
        }
      }
    })
  })

  it('are taken away as drawings with one path for each look, dashes, gaps and lone points included', () => {
    const lines = many(40, (i) => (i < 10 ? { dash: [7, 3] } : i < 20 ? { colour: '#d55e00' } : i === 20 ? { y: Float64Array.of(1, NaN, 2), colour: '#009e73' } : i === 21 ? { x: Float64Array.of(1), y: Float64Array.of(9), colour: '#cc79a7' } : i === 22 ? { ghost: true } : {}))
    const svg = chartToSvg(lineChart(chartOf(lines), theme), 400, 300)
    const paths = [...svg.matchAll(/<path d="([^"]+)"[^>]*stroke="(#0072b2|#d55e00|#009e73|#cc79a7)"([^>]*)>/g)].map(([, d = '', colour, rest = '']) => ({ moves: d.match(/M/g)!.length, lines: d.match(/L/g)?.length ?? 0, arcs: d.match(/A/g)?.length ?? 0, colour, dashed: rest.includes('dasharray'), faint: rest.includes('opacity="0.25"') }))
    expect(paths).toHaveLength(6)
    expect(paths).toContainEqual({ moves: 10, lines: 20, arcs: 0, colour: '#0072b2', dashed: true, faint: false })
    expect(paths).toContainEqual({ moves: 10, lines: 20, arcs: 0, colour: '#d55e00', dashed: false, faint: false })
    expect(paths).toContainEqual({ moves: 2, lines: 0, arcs: 0, colour: '#009e73', dashed: false, faint: false })
    expect(paths.find(({ colour }) => colour === '#cc79a7')!.arcs).toBeGreaterThan(0)
    expect(paths).toContainEqual({ moves: 1, lines: 2, arcs: 0, colour: '#0072b2', dashed: false, faint: true })
    expect(paths).toContainEqual({ moves: 17, lines: 34, arcs: 0, colour: '#0072b2', dashed: false, faint: false })
  })

  it('leave out what has no logarithm, and draw nothing where there is nothing', () => {
    const svg = chartToSvg(lineChart(chartOf(many(30, () => ({ y: Float64Array.of(0, -1, 10), colour: '#009e73' })), true), theme), 400, 300)
    expect([...svg.matchAll(/<path d="([^"]+)"[^>]*stroke="#009e73"/g)].flatMap(([, d = '']) => d.match(/L/g) ?? [])).toEqual([])
    expect(chartToSvg(lineChart(chartOf(many(30, () => ({ x: new Float64Array(0), y: new Float64Array(0) }))), theme), 400, 300)).toContain('<svg')
  })
})

describe('pointing at many lines', () => {
  it('takes each line at its nearest point, and none beyond its ends', () => {
    const short = line('a', [1, 2, 4], [10, 20, 40])
    expect([0.2, 1.4, 1.6, 2.9, 3.1, 4, 5].map((x) => valueAt(short, x)?.y ?? null)).toEqual([10, 10, 20, 20, 40, 40, 40])
    expect(valueAt(short, 6)).toBe(null)
    expect(valueAt(line('b', [1, 2], [NaN, 3]), 1.2)).toBe(null)
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 30 }), fc.nat(1000), (places, at) => {
      const x = places.sort((a, b) => a - b)
      const found = valueAt(line('c', x, x), at)
      if (at >= x[0]! && at <= x.at(-1)!) expect(Math.abs(found!.x - at)).toBe(Math.min(...x.map((place) => Math.abs(place - at))))
    }))
  })

  it('tells the neighbours of the nearest line, largest first, and counts the rest', () => {
    const values = valuesAt(many(30), 1)
    expect(values.map(({ y }) => y)).toEqual(Array.from({ length: 30 }, (_, i) => 30 - i))
    expect(toldAround(values.map(({ y }) => y), 10, 5)).toEqual({ above: 8, told: [22, 21, 20, 19, 18], below: 17 })
    expect(toldAround([3, 2, 1], 2, 5)).toEqual({ above: 0, told: [3, 2, 1], below: 0 })
    expect(toldAround([5, 4, 3, 2, 1], 4, 2)).toEqual({ above: 3, told: [2, 1], below: 0 })
  })

  it('finds the line that is nearest in pixels, and follows it in another chart', () => {
    drawn(chartOf(many(30)), (chart, option) => {
      const pointer = createLinePointer(chart)
      expect(pointer.isOn()).toBe(false)
      pointer.take(bundleOf(option))
      expect(pointer.isOn()).toBe(true)
      const [x, y] = pixelOf(bundleOf(option)!.place!, 1, 13)
      expect(pointer.showAt(x + 2, y + 1)).toMatchObject({ line: 12 })
      expect(pointer.showAt(-5, y)).toBe(null)
      pointer.follow({ x: 1, line: 3 })
      const svg = (chart as unknown as { renderToSVGString(): string }).renderToSVGString()
      expect(svg).toMatch(/font-weight="?:?\s*bold|font-weight:bold/)
      expect(svg).toContain('run 3')
      pointer.hide()
      expect((chart as unknown as { renderToSVGString(): string }).renderToSVGString()).not.toContain('run 3')
    })
  })
})
