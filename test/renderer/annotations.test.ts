import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ref } from 'vue'
import type { PredictionList } from '../../electron/contract/api.ts'
import { api, connect } from '../../renderer/api/client.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useAnnotations } from '../../renderer/stores/annotations.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import AnnotateDialog from '../../renderer/views/mistakes/AnnotateDialog.vue'
import { sharedTags, withNote, withoutTag, withTag } from '../../renderer/views/mistakes/annotation-edits.ts'
import { useChosenSamples } from '../../renderer/views/mistakes/chosen-samples.ts'
import { samplesText } from '../../renderer/views/mistakes/export-samples.ts'
import type { PredictedPages } from '../../renderer/views/mistakes/predicted-pages.ts'
import { readSource, sourceRequest, sourceWord } from '../../renderer/views/mistakes/sample-source.ts'
import { createFakeHost } from '../support/fake-api.ts'

enableAutoUnmount(afterEach)
beforeEach(() => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  connect(createFakeHost({ empty: true }).bridge)
})

const plain = { sample: 1, tags: [], note: '' }
const odd = { sample: 2, tags: ['odd', 'blurred'], note: 'why?' }

describe('edits of tags and notes', () => {
  it('name only the samples that change', () => {
    expect(withTag([plain, odd], 'odd')).toEqual([{ sample: 1, tags: ['odd'], note: '' }])
    expect(withoutTag([plain, odd], 'odd')).toEqual([{ sample: 2, tags: ['blurred'], note: 'why?' }])
    expect(withNote([plain, odd], '')).toEqual([{ ...odd, note: '' }])
    expect(sharedTags([plain, odd, { ...plain, tags: ['blurred'] }])).toEqual([{ tag: 'odd', count: 1 }, { tag: 'blurred', count: 2 }])
  })
})

describe('the store of tags and notes', () => {
  it('mirrors, counts, undoes and does again', async () => {
    const annotations = useAnnotations()
    await annotations.open('digits')
    await annotations.put('digits', 'first', [odd])
    await annotations.put('digits', 'second', [{ ...odd, tags: [] }, { sample: 5, tags: ['odd'], note: '' }])
    expect(annotations.tagsOf('digits')).toEqual([{ tag: 'odd', count: 1 }])
    expect(annotations.undoName).toBe('second')
    await annotations.undo()
    expect(annotations.get('digits', 2)).toEqual(odd)
    expect(annotations.get('digits', 5).tags).toEqual([])
    expect(await api.annotations.list('digits')).toEqual([odd])
    expect(annotations.redoName).toBe('second')
    await annotations.redo()
    expect(annotations.get('digits', 5).tags).toEqual(['odd'])
    await annotations.undo()
    await annotations.put('digits', 'third', [plain])
    expect(annotations.redoName).toBeNull()
  })

  it('hears what another window writes', async () => {
    const annotations = useAnnotations()
    await annotations.open('digits')
    await api.annotations.put('digits', [odd])
    expect(annotations.get('digits', 2)).toEqual(odd)
    expect(annotations.undoName).toBeNull()
  })
})

describe('the dialog for tags and a note', () => {
  const open = (samples: readonly number[]) => mount(AnnotateDialog, { props: { dataset: 'digits', samples, field: 'tags' }, global: { plugins: [i18n], stubs: { teleport: true } } })

  it('gives tags to all at once, says which only some have, and leaves different notes alone', async () => {
    const annotations = useAnnotations()
    await annotations.open('digits')
    await annotations.put('digits', '', [odd, { sample: 9, tags: ['blurred'], note: 'mine' }])
    const dialog = open([2, 9])
    expect(dialog.findAll('.chips li').map((chip) => chip.text())).toEqual(['odd1 of 2', 'blurred'])
    expect(dialog.findAll('.offer').map((offer) => offer.text())).toEqual(['odd1'])
    expect(dialog.find('textarea').element.value).toBe('')
    await dialog.find('input').setValue(' relabel ')
    await dialog.find('form').trigger('submit')
    await flushPromises()
    await dialog.find('.offer').trigger('click')
    await flushPromises()
    await dialog.find('button.primary').trigger('click')
    await flushPromises()
    expect(annotations.get('digits', 2)).toEqual({ sample: 2, tags: ['odd', 'blurred', 'relabel'], note: 'why?' })
    expect(annotations.get('digits', 9)).toEqual({ sample: 9, tags: ['blurred', 'relabel', 'odd'], note: 'mine' })
    expect(dialog.emitted('close')).toHaveLength(1)
  })

  it('writes the note of one sample, and takes tags away', async () => {
    const annotations = useAnnotations()
    await annotations.open('digits')
    await annotations.put('digits', '', [odd])
    const dialog = open([2])
    await dialog.find('.remove').trigger('click')
    await dialog.find('textarea').setValue('a seven')
    await dialog.find('button.primary').trigger('click')
    await flushPromises()
    expect(annotations.get('digits', 2)).toEqual({ sample: 2, tags: ['blurred'], note: 'a seven' })
    expect(annotations.undoName).toBe('Note')
  })
})

describe('samples chosen together', () => {
  const choice = () => {
    const selected = ref<number | null>(0)
    const pages = { total: { value: 6 }, indicesAt: async (positions: readonly number[]) => positions.map((position) => 100 + position) } as unknown as PredictedPages
    return { selected, ...useChosenSamples(pages, selected) }
  }
  it('grow by one, by a row from where it began, and to all', async () => {
    const { selected, chosen, select, selectAll, samples } = choice()
    expect(await samples()).toEqual([100])
    select(4, 'toggle')
    expect([...chosen.value]).toEqual([0, 4])
    select(2, 'range')
    expect(await samples()).toEqual([102, 103, 104])
    select(5, 'range')
    expect(await samples()).toEqual([104, 105])
    selectAll()
    expect(chosen.value.size).toBe(6)
    select(3, 'one')
    expect([chosen.value.size, selected.value]).toEqual([0, 3])
  })
})

describe('where samples come from', () => {
  it('stands in the address as a word', () => {
    for (const source of [{ kind: 'all' }, { kind: 'noted' }, { kind: 'tag', tag: 'all' }, { kind: 'tag', tag: 'a: b' }] as const) expect(readSource(sourceWord(source))).toEqual(source)
    expect([readSource(undefined), readSource('tag:'), readSource('nonsense')]).toEqual(Array(3).fill({ kind: 'mistakes' }))
    expect(sourceWord({ kind: 'chosen', samples: [1] })).toBeNull()
    expect(sourceRequest({ kind: 'chosen', samples: [1, 2] })).toEqual({ among: { samples: [1, 2] } })
  })
})

describe('a saved list', () => {
  const list: PredictionList = { classes: ['cat', 'dog, big'], targetNames: [], indices: Int32Array.of(2, 7), targets: Float32Array.of(1, 0), outputs: Float32Array.of(0.75, 0.25), losses: Float32Array.of(0.5, 1.5) }
  const listed = (given: PredictionList) => ({ list: given, part: 'validation', annotationOf: (sample: number) => (sample === 2 ? { sample, tags: ['odd', 'blurred'], note: 'says "why"' } : { sample, tags: [], note: '' }) })

  it('is CSV with a probability for each class, one output counting for two classes', async () => {
    expect((await samplesText(listed(list), 'csv')).split('\r\n')).toEqual([
      'index,part,true class,predicted class,p(cat),"p(dog, big)",loss,tags,note',
      '2,validation,"dog, big","dog, big",0.25,0.75,0.5,odd;blurred,"says ""why"""',
      '7,validation,cat,cat,0.75,0.25,1.5,,',
      '',
    ])
  })

  it('is JSON with tags as a list', async () => {
    expect(JSON.parse(await samplesText(listed(list), 'json'))).toEqual([
      { index: 2, part: 'validation', trueClass: 'dog, big', predictedClass: 'dog, big', probabilities: { cat: 0.25, 'dog, big': 0.75 }, loss: 0.5, tags: ['odd', 'blurred'], note: 'says "why"' },
      { index: 7, part: 'validation', trueClass: 'cat', predictedClass: 'cat', probabilities: { cat: 0.75, 'dog, big': 0.25 }, loss: 1.5, tags: [], note: '' },
    ])
  })

  it('has values and predictions by target for regression, and nothing but headings without samples', async () => {
    const values: PredictionList = { classes: null, targetNames: ['a', 'b'], indices: Int32Array.of(4), targets: Float32Array.of(1, 2), outputs: Float32Array.of(1.5, 2.5), losses: Float32Array.of(0.25) }
    expect((await samplesText(listed(values), 'csv')).split('\r\n').slice(0, 2)).toEqual(['index,part,true a,true b,predicted a,predicted b,loss,tags,note', '4,validation,1,2,1.5,2.5,0.25,,'])
    const none = { ...list, indices: new Int32Array(0), targets: new Float32Array(0), outputs: new Float32Array(0), losses: new Float32Array(0) }
    expect(JSON.parse(await samplesText(listed(none), 'json'))).toEqual([])
  })
})
