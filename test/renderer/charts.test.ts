import { describe, expect, it } from 'vitest'
import type { ChartTheme } from '../../renderer/charts/chart-theme.ts'
import { histogram } from '../../renderer/charts/histogram.ts'
import { interleave, lineChart, lineTable, type Line } from '../../renderer/charts/line-chart.ts'
import { figureSvg, placeFigure } from '../../renderer/charts/saved-figure.ts'
import { chartToSvg, fileNameOf, tableToCsv } from '../../renderer/charts/save-chart.ts'

const theme: ChartTheme = { text: '#111', secondary: '#555', grid: '#ddd', axis: '#999', background: '#fff', raised: '#fff', accent: '#00f', success: '#0a0', warning: '#aa0', danger: '#a00', font: 'sans-serif', runs: ['#0072b2'] }
const line = (name: string, x: number[], y: number[]): Line => ({ name, colour: '#0072b2', dash: 'solid', x: Float64Array.from(x), y: Float64Array.from(y) })

describe('line charts', () => {
  it('draw flat pairs, with gaps where a log axis has no place', () => {
    expect([...interleave(Float64Array.of(1, 2, 3), Float64Array.of(0.5, 0, -1), true)]).toEqual([1, 0.5, 2, NaN, 3, NaN])
    expect([...interleave(Float64Array.of(1, 2), Float64Array.of(0, -1))]).toEqual([1, 0, 2, -1])
  })

  it('list every value under the crosshair, largest first, without gaps', () => {
    const option = lineChart({ lines: [line('a', [1], [0.25]), line('b', [1], [0.75]), line('c', [1], [NaN])], x: { label: 'Epoch' }, y: { label: 'Loss', format: (value) => value.toFixed(2) } }, theme)
    const { formatter, renderMode } = option['tooltip'] as { formatter: (points: unknown) => string; renderMode: string }
    expect(renderMode).toBe('richText')
    expect(formatter([0.25, 0.75, NaN].map((value, seriesIndex) => ({ seriesIndex, value: [1, value], marker: '•' })))).toBe('Epoch 1\n•0.75  b\n•0.25  a')
  })

  it('say that an axis is logarithmic', () => {
    const option = lineChart({ lines: [], x: { label: 'Step' }, y: { label: 'Loss', log: true } }, theme)
    expect(option['yAxis']).toMatchObject({ type: 'log', name: 'Loss (log)' })
  })

  it('become a table with one row per x', () => {
    const table = lineTable({ lines: [line('a', [1, 2], [10, 20]), line('b', [2, 3], [5, 6])], x: { label: 'Epoch' }, y: { label: 'Loss' } })
    expect(table).toEqual({ columns: ['Epoch', 'a', 'b'], rows: [[1, 10, null], [2, 20, 5], [3, null, 6]] })
  })

  it('can be taken away as a drawing that shows the curve in its colour', () => {
    const svg = chartToSvg(lineChart({ lines: [line('a', [1, 2, 3], [1, 4, 2])], x: { label: 'Epoch' }, y: { label: 'Loss' } }, theme), 400, 200)
    expect(svg).toContain('stroke="#0072b2"')
    expect(svg).toContain('Epoch')
  })
})

describe('figures that are taken away', () => {
  const frame = { title: 'Loss & co', legend: [{ name: 'one <run>', colour: '#0072b2', dash: 'solid' as const }, { name: 'another', colour: '#d55e00', dash: [7, 3] }], theme }

  it('have their title above and their legend below, on the background of the theme', () => {
    const svg = figureSvg('<g id="chart"/>', frame, 400, 200)
    expect(svg).toContain('<rect width="400"')
    expect(svg).toContain('>Loss &amp; co</text>')
    expect(svg).toContain('<g transform="translate(0 30)"><g id="chart"/></g>')
    expect([...svg.matchAll(/<path d="[^"]*" fill="none" stroke="(#\w+)" stroke-width="2.5"(?: stroke-dasharray="([^"]*)")?\/><text[^>]*>([^<]*)</g)].map(([, ...found]) => found)).toEqual([['#0072b2', undefined, 'one &lt;run>'], ['#d55e00', '7 3', 'another']])
  })

  it('fill rows with as many names as fit, and count those that are too many', () => {
    const { items, height } = placeFigure(frame, 400, 200)
    expect(items.map(({ y }) => y)).toEqual([251, 251])
    expect(placeFigure(frame, 120, 200).items.map(({ y }) => y)).toEqual([251, 269])
    expect(height).toBeGreaterThan(260)
    expect(placeFigure({ ...frame, legend: [] }, 400, 200).height).toBe(230)
    expect(placeFigure({ ...frame, legend: [{ ...frame.legend[0]!, name: 'x'.repeat(300) }] }, 400, 200).items[0]!.text).toBe(`${'x'.repeat(51)}…`)
    const many = placeFigure({ ...frame, legend: Array.from({ length: 200 }, () => frame.legend[0]!) }, 400, 200)
    expect([many.items.length, many.items.at(-1)!.text]).toEqual([61, '… + 140'])
  })
})

describe('histograms', () => {
  it('draw bars as wide as their bins and as high as their counts', () => {
    const option = histogram({ edges: [0, 1, 3], counts: [5, 10], x: { label: 'x' }, y: { label: 'n' }, colour: '#123456' }, theme)
    const svg = chartToSvg(option, 400, 200)
    const bars = [...svg.matchAll(/<path d="M([\d.]+) ([\d.]+)l([\d.]+) 0l0 ([\d.]+)[^"]*" fill="#123456"/g)].map(([, , , width, height]) => [Number(width), Number(height)])
    expect(bars).toHaveLength(2)
    expect(((bars[1]?.[0] ?? 0) + 1) / ((bars[0]?.[0] ?? 1) + 1)).toBeCloseTo(2, 1)
    expect((bars[1]?.[1] ?? 0) / (bars[0]?.[1] ?? 1)).toBeCloseTo(2, 1)
  })
})

describe('saved tables', () => {
  it('quote what needs quoting', () => {
    expect(tableToCsv({ columns: ['a', 'say "hi"'], rows: [[1.5, null], ['x,y', 0.1]] })).toBe('a,"say ""hi"""\r\n1.5,\r\n"x,y",0.1\r\n')
  })

  it('are named after the chart', () => {
    expect(fileNameOf('Pérdida de validación')).toBe('perdida-de-validacion')
  })
})
