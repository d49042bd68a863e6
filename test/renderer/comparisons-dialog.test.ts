import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../renderer/api/client.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useRuns } from '../../renderer/stores/runs.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import { useToasts } from '../../renderer/stores/toasts.ts'
import ComparisonsDialog from '../../renderer/views/compare/ComparisonsDialog.vue'
import { createFakeHost } from '../support/fake-api.ts'

enableAutoUnmount(afterEach)
beforeEach(async () => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  connect(createFakeHost().bridge)
  await useRuns().open()
})

test('a comparison is kept under a name, opened as it was, and taken away with undo', async () => {
  const query = { runs: 'r1,r2,gone', x: 'samples', base: 'r1' }
  const dialog = mount(ComparisonsDialog, { props: { shown: query }, global: { plugins: [i18n], stubs: { AppDialog: { template: '<div><slot /><slot name="actions" /></div>' } } } })
  await flushPromises()
  expect(dialog.text()).toContain('None yet.')
  await dialog.get('input').setValue('  narrow and wide ')
  await dialog.get('form').trigger('submit')
  await flushPromises()
  expect(dialog.get('li').text()).toContain('narrow and wide')
  expect(dialog.get('li').text()).toContain('2 of 3 runs')
  await dialog.get('li .open').trigger('click')
  expect(dialog.emitted('open')).toEqual([[query]])
  await dialog.get('li .icon-button').trigger('click')
  await flushPromises()
  expect(dialog.findAll('li')).toHaveLength(0)
  await useToasts().all.at(-1)!.action!.run()
  await flushPromises()
  expect(dialog.get('li').text()).toContain('narrow and wide')
})
