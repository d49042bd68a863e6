import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import type { EmbeddingMap } from '../../electron/contract/api.ts'
import { connect } from '../../renderer/api/client.ts'
import type { ChartTheme } from '../../renderer/charts/chart-theme.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useDatasets } from '../../renderer/stores/datasets.ts'
import { useRuns } from '../../renderer/stores/runs.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import { mapColours, predictedOf, type MapColouring } from '../../renderer/views/mistakes/map-colours.ts'
import { isInside, moved, nearestRow, rectangle, rowsInside, toCanvas, toMap, wholeView, zoomed } from '../../renderer/views/mistakes/map-geometry.ts'
import MapPlot from '../../renderer/views/mistakes/MapPlot.vue'
import SampleMap from '../../renderer/views/mistakes/SampleMap.vue'
import { createFakeHost } from '../support/fake-api.ts'

const places = Float32Array.of(0, 0, 4, 0, 4, 2, 0, 2)
const size = { width: 200, height: 100 }
const all = (): boolean => true

describe('the geometry of a map', () => {
  const view = wholeView(places, size)

  it('shows everything in one proportion, up as up', () => {
    const [first, third] = [toCanvas(view, size, 0, 0), toCanvas(view, size, 4, 2)]
    expect(third.x - first.x).toBeCloseTo(2 * (first.y - third.y), 6)
    for (const { x, y } of [first, third]) expect(x > 0 && x < 200 && y > 0 && y < 100).toBe(true)
    expect(toMap(view, size, third)).toEqual({ x: expect.closeTo(4, 6), y: expect.closeTo(2, 6) })
    expect(wholeView(new Float32Array(0), size)).toMatchObject({ width: 2, height: 2 })
  })

  it('keeps the point under the pointer while it zooms, and moves with it', () => {
    const at = { x: 30, y: 80 }
    const near = zoomed(view, size, at, 0.5)
    expect(near.width).toBeCloseTo(view.width / 2, 6)
    expect(toMap(near, size, at).x).toBeCloseTo(toMap(view, size, at).x, 6)
    expect(toMap(near, size, at).y).toBeCloseTo(toMap(view, size, at).y, 6)
    const there = moved(view, size, { x: 10, y: 5 })
    expect(toCanvas(there, size, 0, 0).x).toBeCloseTo(toCanvas(view, size, 0, 0).x + 10, 6)
    expect(toCanvas(there, size, 0, 0).y).toBeCloseTo(toCanvas(view, size, 0, 0).y + 5, 6)
  })

  it('tells what lies within an outline, notches left out', () => {
    const notched = [{ x: -1, y: -1 }, { x: 5, y: -1 }, { x: 5, y: 3 }, { x: 2, y: -0.5 }, { x: -1, y: 3 }]
    expect(isInside({ x: 2, y: 2 }, notched)).toBe(false)
    expect(rowsInside(places, notched, all)).toEqual([0, 1])
    expect(rowsInside(places, rectangle({ x: 3, y: 3 }, { x: 5, y: -1 }), all)).toEqual([1, 2])
    expect(rowsInside(places, rectangle({ x: 3, y: 3 }, { x: 5, y: -1 }), (row) => row !== 1)).toEqual([2])
  })

  it('finds the nearest point within reach, of those that are drawn', () => {
    const at = toCanvas(view, size, 4, 2)
    expect(nearestRow(places, view, size, { x: at.x - 3, y: at.y + 2 }, 10, all)).toBe(2)
    expect(nearestRow(places, view, size, { x: at.x - 30, y: at.y }, 10, all)).toBeNull()
    expect(nearestRow(places, view, size, at, 10, (row) => row !== 2)).toBeNull()
  })
})

describe('the colours of a map', () => {
  const theme = { accent: '#aaaaaa', danger: '#ff0000', secondary: '#777777', runs: ['#000001', '#000002'] } as unknown as ChartTheme
  const map = { indices: Int32Array.of(5, 6, 7), targets: Float32Array.of(0, 1, 2), outputs: Float32Array.of(0.8, 0.1, 0.1, 0.7, 0.2, 0.1, 0, 0.1, 0.9), losses: Float32Array.of(0.01, 1, 100) } as unknown as EmbeddingMap
  const colour = (colouring: MapColouring, classes: readonly string[] | null = ['a', 'b', 'c']) => mapColours({ map, classes, words: { right: 'right', wrong: 'wrong', untagged: 'none' }, annotationOf: (sample) => ({ sample, tags: sample === 7 ? ['odd', 'more'] : [], note: '' }) }, colouring, theme)

  it('are those of classes, which come again with another shape', () => {
    expect([...predictedOf(map)]).toEqual([0, 0, 2])
    expect(colour('truth').groups.map(({ colour: own, shape, count }) => [own, shape, count])).toEqual([['#000001', 'circle', 1], ['#000002', 'circle', 1], ['#000001', 'triangle', 1]])
    expect(colour('predicted').groups.map(({ count }) => count)).toEqual([2, 0, 1])
  })

  it('set wrong ones and tagged ones off from the quiet rest', () => {
    expect([...colour('right').groupOf]).toEqual([0, 1, 0])
    expect(colour('right').groups.map(({ isQuiet }) => isQuiet)).toEqual([true, false])
    expect([...colour('tag').groupOf]).toEqual([0, 0, 1])
    expect(colour('tag').groups.map(({ name }) => name)).toEqual(['none', 'odd'])
  })

  it('spread losses by their size, and values of regression evenly', () => {
    const losses = colour('loss')
    expect(losses.scale).toEqual({ from: expect.closeTo(0.01, 6), to: 100 })
    expect(new Set(losses.colours).size).toBe(3)
    expect([losses.colours?.[0], losses.colours?.[2]]).toEqual(['rgb(68 1 84)', 'rgb(253 231 37)'])
    expect(colour('truth', null).scale).toEqual({ from: 0, to: 2 })
  })
})

describe('the map', () => {
  it('says how many samples it shows, and hands on what is chosen with the rectangle of the keyboard', async () => {
    setActivePinia(createPinia())
    useSettings().language = 'en'
    connect(createFakeHost().bridge)
    await Promise.all([useRuns().open(), useDatasets().open()])
    const run = useRuns().get('r1')!
    const drawn = mount(SampleMap, { props: { run, part: 'validation', dataset: useDatasets().get(run.datasetId!)!, chosen: [], sample: null }, global: { plugins: [i18n] } })
    await flushPromises()
    await new Promise((later) => setTimeout(later, 350))
    await flushPromises()
    expect(drawn.get('.facts-line').text()).toContain('400 of 400 samples')
    expect(drawn.get('.facts-line').text()).toContain('50 % of neighbours kept')
    expect(drawn.findAll('.legend button')).toHaveLength(10)
    const plot = drawn.getComponent(MapPlot)
    plot.vm.$emit('choose', [3, 1], false)
    expect(drawn.emitted('choose')).toEqual([[[3, 1]]])
    await drawn.setProps({ chosen: [3, 1] })
    plot.vm.$emit('choose', [3, 7], true)
    expect(drawn.emitted('choose')?.[1]).toEqual([[3, 1, 7]])
    await drawn.get('.actions button').trigger('click')
    expect(drawn.emitted('annotate')).toEqual([[[3, 1]]])
    await drawn.findAll('.legend button')[2]?.trigger('click')
    expect([...plot.props('hidden')]).toEqual([2])
    const over = plot.get('.over')
    for (let i = 0; i < 30; i++) await over.trigger('keydown', { key: 'ArrowLeft' })
    for (let i = 0; i < 30; i++) await over.trigger('keydown', { key: 'ArrowUp' })
    for (let i = 0; i < 60; i++) await over.trigger('keydown', { key: 'ArrowRight', shiftKey: true })
    for (let i = 0; i < 60; i++) await over.trigger('keydown', { key: 'ArrowDown', shiftKey: true })
    await over.trigger('keydown', { key: 'Enter' })
    const found = drawn.emitted('choose')?.at(-1)?.[0] as number[]
    const shown = drawn.findAll('.legend button').filter((_, group) => group !== 2).reduce((sum, button) => sum + Number(button.get('.number').text()), 0)
    expect(found).toHaveLength(shown)
    expect(shown).toBeLessThan(400)
    drawn.unmount()
  })
})
