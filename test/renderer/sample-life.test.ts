import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { expect, it } from 'vitest'
import { connect } from '../../renderer/api/client.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import SampleLife from '../../renderer/views/mistakes/SampleLife.vue'
import { classesOfStory, stretchesOf } from '../../renderer/views/mistakes/story-strip.ts'
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
  const life = mount(SampleLife, { props: { run: 'r1', sample: 3, classes: Array.from({ length: 10 }, (_, i) => `class ${i}`) }, global: { plugins: [i18n] } })
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
