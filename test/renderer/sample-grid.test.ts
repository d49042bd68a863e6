import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import type { MistakesRequest, PredictedSamples } from '../../electron/contract/api.ts'
import { connect } from '../../renderer/api/client.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { usePredictedPages, type PredictedPages } from '../../renderer/views/mistakes/predicted-pages.ts'
import SampleGrid from '../../renderer/views/mistakes/SampleGrid.vue'
import { samplesPerSheet } from '../../renderer/views/mistakes/sample-sheets.ts'

const TOTAL = 60_000
const asked: number[] = []
/** Answers that wait until they are let go. */
let answers: (() => void)[] = []

/** A page of a list of 60,000 samples of a shape. */
function pageOf({ offset, limit }: MistakesRequest, shape: readonly number[]): PredictedSamples {
  const size = shape.reduce((product, each) => product * each, 1)
  return {
    total: TOTAL, losses: new Float32Array(limit), outputs: new Float32Array(2 * limit).fill(0.5), uncertainty: null,
    samples: { indices: Int32Array.from({ length: limit }, (_, i) => offset + i), shape: [...shape], inputs: new Float32Array(limit * size), targets: new Float32Array(limit) },
  }
}

function connectTo(shape: readonly number[], isHeld = false): void {
  connect({
    listen: () => () => undefined,
    invoke: async (_channel, [request]) => {
      asked.push((request as MistakesRequest).offset / 100)
      if (isHeld) await new Promise<void>((resolve) => answers.push(resolve))
      return { ok: true, value: pageOf(request as MistakesRequest, shape) }
    },
  })
}
const open = (selected: () => number | null = () => null): PredictedPages => effectScope().run(() => usePredictedPages(() => ({ run: 'r', part: 'train', order: 'confidence' }), () => 0, selected))!
async function letGo(): Promise<void> {
  const waiting = answers
  answers = []
  for (const answer of waiting) answer()
  await flushPromises()
}

beforeEach(() => {
  setActivePinia(createPinia())
  asked.length = 0
  answers = []
})

describe('a list of 60,000 samples', () => {
  it('is asked for two pages at a time, and not for what has scrolled past', async () => {
    connectTo([1, 2, 2], true)
    const pages = open()
    await letGo()
    for (let page = 1; page < 40; page++) pages.need(100 * page, 100 * page + 60)
    expect(asked).toEqual([0, 1, 2])
    await letGo()
    await letGo()
    expect(asked).toEqual([0, 1, 2, 39])
    expect(pages.get(3950)?.index).toBe(3950)
    expect(pages.get(2050)).toBeNull()
  })

  it('keeps in memory what is in sight and the sample that is shown, of the rest the latest', async () => {
    connectTo([1, 200, 200])
    const pages = open(() => 7)
    for (let page = 0; page < 12; page++) {
      pages.need(100 * page, 100 * page + 60)
      await flushPromises()
    }
    expect(pages.get(7)?.index).toBe(7)
    expect(pages.get(1150)?.index).toBe(1150)
    expect(pages.get(250)).toBeNull()
    // Asked for anew where it comes back into sight.
    pages.need(250, 260)
    await flushPromises()
    expect(pages.get(250)?.index).toBe(250)
  })

  it('says what went wrong once, and does not ask on and on', async () => {
    connect({ listen: () => () => undefined, invoke: async () => { asked.push(1); return { ok: false, error: { name: 'Error', message: 'no weights' } } } })
    const pages = open()
    await flushPromises()
    pages.need(0, 60)
    await flushPromises()
    expect(pages.failure.value).toBe('no weights')
    expect(asked.length).toBe(1)
  })

  it('draws all its images on one canvas, under tiles that know their places', async () => {
    connectTo([1, 28, 28])
    vi.stubGlobal('createImageBitmap', async () => ({}))
    const pages = open()
    await flushPromises()
    const grid = mount(SampleGrid, { props: { pages, dataset: 'd', classes: ['a', 'b'], selected: 0, chosen: new Set<number>() }, global: { plugins: [i18n] }, attachTo: document.body })
    await flushPromises()
    expect(grid.findAll('canvas').length).toBe(1)
    const tiles = grid.findAll('[role=option]')
    expect(tiles.length).toBeGreaterThan(5)
    expect(tiles.length).toBeLessThan(300)
    expect(tiles.map((tile) => tile.attributes('aria-posinset'))).toEqual(tiles.map((_, i) => String(i + 1)))
    expect(tiles[0]!.attributes('aria-setsize')).toBe(String(TOTAL))
    expect(grid.findAll('.waiting').length).toBe(0)
    // Tiles that leave become those that come in.
    const elements = new Set(tiles.map(({ element }) => element))
    grid.element.scrollTop = 108 * 40
    await grid.trigger('scroll')
    await flushPromises()
    const later = grid.findAll('[role=option]')
    expect(Number(later[0]!.attributes('aria-posinset'))).toBeGreaterThan(20)
    expect(later.filter(({ element }) => elements.has(element)).length).toBeGreaterThan(5)
    grid.unmount()
    vi.unstubAllGlobals()
  })
})

it('sheets hold fewer samples the larger these are, so that none takes long to put together', () => {
  expect([784, 3072, 3 * 224 * 224].map(samplesPerSheet)).toEqual([100, 26, 1])
})
