import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { expect, it } from 'vitest'
import { connect } from '../../renderer/api/client.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import SampleLife from '../../renderer/views/mistakes/SampleLife.vue'
import { classesOfStory, errorHeights, stretchesOf } from '../../renderer/views/mistakes/story-strip.ts'
import { createFakeHost } from '../support/fake-api.ts'

it('a story is drawn in stretches, the true class first', () => {
  const story = { predicted: Int32Array.of(4, 4, 7, 2, 2, 2, 4), label: 7 }
  expect(stretchesOf(story)).toEqual([{ first: 0, last: 1, predicted: 4 }, { first: 2, last: 2, predicted: 7 }, { first: 3, last: 5, predicted: 2 }, { first: 6, last: 6, predicted: 4 }])
  expect(classesOfStory(story, 3)).toEqual([7, 2, 4])
  expect(classesOfStory(story, 2)).toEqual([7, 2])
  expect(classesOfStory({ predicted: Int32Array.of(1), label: 0 }, 5)).toEqual([0, 1])
})

it('the inspector says when a sample was learned and forgotten, and reads epochs by the arrow keys', async () => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  connect(createFakeHost().bridge)
  const life = mount(SampleLife, { props: { run: 'r1', part: 'validation', sample: 3, classes: Array.from({ length: 10 }, (_, i) => `class ${i}`) }, global: { plugins: [i18n] } })
  await new Promise((later) => setTimeout(later, 200))
  await flushPromises()
  expect(life.get('p').text()).toBe('First right after epoch 2, forgotten at 5.')
  expect(life.findAll('rect.right').map((bar) => [bar.attributes('x'), bar.attributes('width')])).toEqual([['25', '74'], ['125', '74']])
  expect(life.findAll('rect.wrong')).toHaveLength(2)
  expect(life.get('.words').text()).toBe('Epochs 1 to 8')
  for (let i = 0; i < 5; i++) await life.get('.strip').trigger('keydown', { key: 'ArrowRight' })
  expect(life.get('.words').text()).toMatch(/^Epoch 5: taken for class [01]$/)
  life.unmount()
})

it('errors are drawn on a logarithmic scale over which the tolerance lies, whatever they are', () => {
  const { heights, tolerance } = errorHeights({ errors: Float32Array.of(4, 2, 1, 0.25), tolerance: 0.5 })
  expect([...heights].map((height) => Number(height.toFixed(6)))).toEqual([1, 0.8, 0.6, 0.2])
  expect(tolerance).toBeCloseTo(0.4, 6)
  for (const errors of [[0, 0], [6e4, 0.5], [0, 1e-5]]) {
    const drawn = errorHeights({ errors: Float32Array.from(errors), tolerance: 0 })
    expect([...drawn.heights, drawn.tolerance].every((height) => height >= 0 && height <= 1), String(errors)).toBe(true)
  }
})

it('a regression shows how far off it was, and where nothing was kept a sentence says why', async () => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  const { api, bridge } = createFakeHost()
  api.analysis.history = async ({ part }) => (part === 'validation' ? { kind: 'values', epochs: Int32Array.of(1, 2, 3), errors: Float32Array.of(1.5, 0.2, 0.8), tolerance: 0.31, firstLearned: 2, forgottenAt: Int32Array.of(3) } : null)
  connect(bridge)
  const life = mount(SampleLife, { props: { run: 'r1', part: 'validation', sample: 3, classes: null }, global: { plugins: [i18n] } })
  const text = async (): Promise<string> => {
    await new Promise((later) => setTimeout(later, 200))
    await flushPromises()
    return life.text()
  }
  expect(await text()).toContain('First right after epoch 2, forgotten at 3.')
  expect(life.get('.errors').attributes('points')!.split(' ')).toHaveLength(3)
  expect(life.get('.words').text()).toBe('Epochs 1 to 3; the line is the tolerance, 0.31')
  await life.get('.strip').trigger('keydown', { key: 'ArrowRight' })
  expect(life.get('.words').text()).toBe('Epoch 1: 1.5 standard deviations off')
  for (const [part, words] of [['train', 'Of training samples this run kept nothing.'], ['test', 'Nothing is kept of the test part']] as const) {
    await life.setProps({ part })
    expect(await text()).toContain(words)
  }
  life.unmount()
})
