import { shallowRef, watch, type Ref } from 'vue'
import type { DatasetId } from '../../../electron/contract/api.ts'
import { api } from '../../api/client.ts'
import { download, fileNameOf } from '../../charts/save-chart.ts'
import { useCommands } from '../../composables/commands.ts'
import { useFormat } from '../../composables/use-format.ts'
import { useLanguage } from '../../composables/use-language.ts'
import { useAnnotations } from '../../stores/annotations.ts'
import { useFrame } from '../../stores/frame.ts'
import { useToasts } from '../../stores/toasts.ts'
import { useChosenSamples } from './chosen-samples.ts'
import { samplesText } from './export-samples.ts'
import type { PredictedPages, SampleQuery } from './predicted-pages.ts'

interface ListedList {
  readonly dataset: () => DatasetId
  readonly query: () => SampleQuery
  readonly pages: PredictedPages
  readonly selected: Ref<number | null>
  /** What the file is called: the run, the part. */
  readonly name: () => string
}

/** What can be done with the samples of a list: choose several, tag them, write notes, undo that, save the list. Offers the commands for it. */
export function useSampleList({ dataset, query, pages, selected, name }: ListedList) {
  const { t } = useLanguage()
  const format = useFormat()
  const frame = useFrame()
  const toasts = useToasts()
  const annotations = useAnnotations()
  const choice = useChosenSamples(pages, selected)
  /** What the dialog is about; null while it is closed. */
  const annotated = shallowRef<{ readonly samples: readonly number[]; readonly field: 'tags' | 'note' } | null>(null)

  watch(dataset, (id) => void toasts.attempt(t('samples.failed'), () => annotations.open(id)), { immediate: true })
  watch(() => JSON.stringify(query()), () => choice.clear())

  async function annotate(field: 'tags' | 'note', given?: readonly number[]): Promise<void> {
    const samples = given ?? (await choice.samples())
    if (samples.length > 0) annotated.value = { samples, field }
  }

  const save = (kind: 'csv' | 'json') => toasts.attempt(t('samples.export.failed'), async () => {
    const { against: _, ...request } = query()
    const list = await api.analysis.predictions(request)
    const file = `${fileNameOf(name())}.${kind}`
    download(file, await samplesText({ list, part: request.part, annotationOf: (sample) => annotations.get(dataset(), sample) }, kind), kind === 'csv' ? 'text/csv' : 'application/json')
    toasts.show(t('samples.export.done', { n: format.count(list.indices.length), file }, list.indices.length), { tone: 'success' })
  })

  const openExport = (event: MouseEvent): void => frame.openMenu(event, [
    { label: t('samples.export.csv'), icon: 'table', run: () => save('csv') },
    { label: t('samples.export.json'), icon: 'code', run: () => save('json') },
  ])

  const step = (what: 'undo' | 'redo') => toasts.attempt(t('samples.failed'), async () => {
    const undone = what === 'undo' ? annotations.undoName : annotations.redoName
    await annotations[what]()
    toasts.show(t(what === 'undo' ? 'samples.undo.undone' : 'samples.undo.redone', { name: undone ?? '' }))
  })

  const group = (): string => t('mistakes.title')
  const hasSample = (): boolean => selected.value !== null
  useCommands([
    { id: 'samples.tag', title: () => t('samples.tagIt'), group, icon: 'tag', keys: ['t'], enabled: hasSample, run: () => annotate('tags') },
    { id: 'samples.note', title: () => t('samples.noteIt'), group, icon: 'edit', keys: ['n'], enabled: hasSample, run: () => annotate('note') },
    { id: 'samples.undo', title: () => `${t('common.undo')}: ${annotations.undoName ?? ''}`, group, icon: 'undo', keys: ['mod+z'], enabled: () => annotations.undoName !== null, run: () => step('undo') },
    { id: 'samples.redo', title: () => `${t('common.redo')}: ${annotations.redoName ?? ''}`, group, icon: 'redo', keys: ['shift+mod+z'], enabled: () => annotations.redoName !== null, run: () => step('redo') },
    { id: 'samples.csv', title: () => `${t('samples.export.label')} (CSV)`, group, icon: 'download', enabled: () => (pages.total.value ?? 0) > 0, run: () => save('csv') },
    { id: 'samples.json', title: () => `${t('samples.export.label')} (JSON)`, group, icon: 'download', enabled: () => (pages.total.value ?? 0) > 0, run: () => save('json') },
  ])

  return { ...choice, annotated, annotate, openExport }
}
