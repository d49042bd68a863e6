import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { connect } from '../../renderer/api/client.ts'
import DropTarget from '../../renderer/frame/DropTarget.vue'
import { i18n } from '../../renderer/i18n/index.ts'
import { useDatasets } from '../../renderer/stores/datasets.ts'
import { useFrame } from '../../renderer/stores/frame.ts'
import { useRuns } from '../../renderer/stores/runs.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import TryDialog from '../../renderer/views/runs/TryDialog.vue'
import { createFakeHost } from '../support/fake-api.ts'

const file = (name: string) => ({ name, file: new File(['x'], name) })

it('files dropped on a run are read one by one, chosen by name, and explained with training samples like them', async () => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  const host = createFakeHost()
  const { trySamples } = host.api.analysis
  host.api.analysis.trySamples = async (request) => {
    if ('file' in request.samples && 'name' in request.samples.file && request.samples.file.name === 'notes.pdf') throw new Error('notes.pdf: expected a picture, got a file of another kind')
    return trySamples(request)
  }
  connect(host.bridge)
  await Promise.all([useRuns().open(), useDatasets().open()])
  const frame = useFrame()
  frame.tryFiles('r1', [file('three.png'), file('notes.pdf'), file('seven.png')])
  const dialog = mount(TryDialog, { props: { run: useRuns().get('r1')! }, global: { plugins: [i18n], stubs: { teleport: true, DrawingPad: { template: '<i />', methods: { clear() {} } } } } })
  for (let i = 0; i < 20; i++) await flushPromises()
  expect(dialog.get('[role=alert]').text()).toBe('notes.pdf: expected a picture, got a file of another kind')
  expect(dialog.findAll('.which option').map((option) => option.text())).toEqual(['three.png', 'seven.png'])
  expect(dialog.get('.best strong').text()).toBe('3')
  expect(frame.triedFiles).toEqual([])
  await new Promise((later) => setTimeout(later, 300))
  await flushPromises()
  expect(dialog.findAll('.near li')).toHaveLength(6)
  expect(dialog.find('canvas.picture').exists()).toBe(true)
  dialog.unmount()
})

it('files are aimed at the run that they are held over, and imported elsewhere', async () => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  connect(createFakeHost().bridge)
  await useRuns().open()
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] })
  const target = mount(DropTarget, { global: { plugins: [i18n, router] } })
  const row = document.createElement('div')
  row.dataset['tryRun'] = 'r1'
  const cell = document.createElement('span')
  row.append(cell)
  document.body.append(row)
  const frame = useFrame()
  const event = (type: string): Event => Object.assign(new Event(type, { bubbles: true, cancelable: true }), { dataTransfer: { types: ['Files'], items: [{ kind: 'file', webkitGetAsEntry: () => null, getAsFile: () => new File(['x'], 'three.png') }] } })
  cell.dispatchEvent(event('dragover'))
  await flushPromises()
  expect(frame.aimedRun).toBe('r1')
  expect(target.text()).toContain(`Drop here to try it on “${useRuns().get('r1')?.name}”`)
  cell.dispatchEvent(event('drop'))
  await flushPromises()
  expect([frame.triedRun, frame.triedFiles.map(({ name }) => name), frame.importOpen, frame.aimedRun]).toEqual(['r1', ['three.png'], false, null])
  document.body.dispatchEvent(event('dragover'))
  expect(frame.aimedRun).toBeNull()
  document.body.dispatchEvent(event('drop'))
  await flushPromises()
  expect(frame.importOpen).toBe(true)
  row.remove()
  target.unmount()
})
