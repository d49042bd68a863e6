import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { connect } from '../../renderer/api/client.ts'
import CapsuleDialog from '../../renderer/frame/CapsuleDialog.vue'
import { i18n } from '../../renderer/i18n/index.ts'
import { useFrame } from '../../renderer/stores/frame.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import { createFakeHost, type FakeHost } from '../support/fake-api.ts'

const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] })
let host: FakeHost
enableAutoUnmount(afterEach)

beforeEach(() => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  host = createFakeHost()
  connect(host.bridge)
})

async function dropped(name: string): Promise<ReturnType<typeof mount>> {
  useFrame().openCapsule({ name, file: new File([Uint8Array.of(1)], name) })
  const dialog = mount(CapsuleDialog, { global: { plugins: [i18n, router], stubs: { AppDialog: { template: '<div><slot /><slot name="actions" /></div>' } } } })
  await flushPromises()
  return dialog
}
const press = async (dialog: Awaited<ReturnType<typeof dropped>>, label: string): Promise<void> => {
  await dialog.findAll('button').find((button) => button.text() === label)!.trigger('click')
  await flushPromises()
}

test('a capsule tells what it holds, is done again, and says how it came out beside what it was', async () => {
  const dialog = await dropped('lenet.capsule')
  for (const words of ['784-128-10', 'seed 7', 'in the capsule', 'a1a1']) expect(dialog.text()).toContain(words)
  expect(dialog.text()).not.toContain('Identical')
  await press(dialog, 'Do it again and compare')
  expect(dialog.get('.verdict').text()).toBe('Identical: the run ends with the same weights, to the last bit.')
  expect(dialog.text()).toContain('Here')
  await press(dialog, 'Go on with it in Design')
  expect(dialog.emitted('close')).toHaveLength(1)
  expect(host.asked.filter((channel) => channel.startsWith('capsules.'))).toEqual(['capsules.open', 'capsules.verify', 'capsules.take'])
})

test('what is no capsule is refused in words, and nothing can be done with it', async () => {
  const dialog = await dropped('broken.capsule')
  expect(dialog.get('[role=alert]').text()).toContain('expected a capsule made by')
  expect(dialog.findAll('button').map((button) => button.text())).not.toContain('Do it again and compare')
})
