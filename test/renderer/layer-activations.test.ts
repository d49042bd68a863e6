import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { connect } from '../../renderer/api/client.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import LayerActivation from '../../renderer/views/mistakes/LayerActivation.vue'
import SampleActivations from '../../renderer/views/mistakes/SampleActivations.vue'
import { channelOf, gridOf, pictureOf, statisticsOf, strongestUnits } from '../../renderer/views/mistakes/layer-activations.ts'
import { createFakeHost } from '../support/fake-api.ts'

const values = Float32Array.of(0, 1, -2, 3, 0, 5)

describe('what a layer gives', () => {
  it('is channels, one channel for a sequence, or a line of numbers', () => {
    const shapeOf = (shape: readonly number[]) => pictureOf({ layer: 'a', kind: 'conv2d', shape, values }).shape
    expect([shapeOf([2, 1, 3]), shapeOf([2, 3]), shapeOf([6])]).toEqual([[2, 1, 3], [1, 2, 3], [6]])
    expect([...channelOf({ shape: [2, 1, 3], values }, 1)]).toEqual([3, 0, 5])
  })

  it('fills a grid from its first row on', () => {
    expect(gridOf(Float32Array.of(1, 2, 3, 4, 5))).toEqual({ columns: 3, rows: 2, values: Float32Array.of(1, 2, 3, 4, 5, NaN) })
  })

  it('is summed up, and ordered by strength whatever the sign', () => {
    expect(statisticsOf(values)).toEqual({ minimum: -2, maximum: 5, mean: 7 / 6, zeroShare: 1 / 3 })
    expect(strongestUnits(values, 3)).toEqual([{ unit: 5, value: 5 }, { unit: 3, value: 3 }, { unit: 2, value: -2 }])
  })
})

describe('the strip of layers', () => {
  const global = { plugins: [i18n], stubs: { teleport: true } }

  it('opens a layer with its numbers, which arrow keys walk', async () => {
    setActivePinia(createPinia())
    useSettings().language = 'en'
    connect(createFakeHost().bridge)
    const strip = mount(SampleActivations, { props: { run: 'r1', sample: 3 }, global })
    await new Promise((later) => setTimeout(later, 250))
    await flushPromises()
    expect(strip.findAll('.layer').map((layer) => layer.text())).toEqual(['h1Dense16', 'outDense10'])
    await strip.findAll('.layer')[0]?.trigger('click')
    const opened = strip.getComponent(LayerActivation)
    const place = opened.get('.large')
    await place.trigger('keydown', { key: 'ArrowRight' })
    expect(opened.get('.place').text()).toBe('Unit 2: 0.1411')
    await place.trigger('keydown', { key: 'ArrowDown' })
    await place.trigger('keydown', { key: 'ArrowLeft' })
    expect(opened.get('.place').text()).toBe('Unit 5: 0')
    strip.unmount()
  })

  it('tells row and column of the channel that is chosen', async () => {
    setActivePinia(createPinia())
    useSettings().language = 'en'
    const opened = mount(LayerActivation, { props: { kind: 'Convolution', output: { layer: 'c', kind: 'conv2d', shape: [2, 1, 3], values } }, global })
    await opened.findAll('.channels button')[1]?.trigger('click')
    await opened.get('.large').trigger('keydown', { key: 'ArrowRight' })
    await opened.get('.large').trigger('keydown', { key: 'ArrowRight' })
    expect(opened.get('.place').text()).toBe('Row 1, column 3: 5')
    expect(opened.findAll('dd').map((value) => value.text())).toEqual(['0 … 5', '2.667', '33.3 %'])
    opened.unmount()
  })
})
