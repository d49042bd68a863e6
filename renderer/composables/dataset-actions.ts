import { useRouter } from 'vue-router'
import type { DatasetSummary } from '../../electron/contract/api.ts'
import { ApiError } from '../api/api-error.ts'
import { api } from '../api/client.ts'
import { useExperiment } from '../stores/experiment.ts'
import { MENU_LINE, useFrame, type OpenMenu } from '../stores/frame.ts'
import { useToasts } from '../stores/toasts.ts'
import { defaultExperiment, withDataset } from '../views/design/default-experiment.ts'
import { useLanguage } from './use-language.ts'

/** What a dragged data set carries: its id. */
export const DATASET_DRAG = 'application/x-descent-dataset'

/** What can be done with a data set, wherever its name stands. */
export function useDatasetActions() {
  const { t } = useLanguage()
  const router = useRouter()
  const frame = useFrame()
  const toasts = useToasts()
  const experiment = useExperiment()

  const open = (id: string) => router.push({ path: `/data/${id}`, query: router.currentRoute.value.name === 'data' ? router.currentRoute.value.query : {} })

  /** Makes it the data of the experiment on the Design page. */
  async function use(dataset: DatasetSummary): Promise<void> {
    const step = t('data.useStep', { name: dataset.name })
    if (experiment.spec === null) experiment.open(defaultExperiment(dataset), step)
    else experiment.change(step, (spec) => withDataset(spec, dataset))
    await router.push('/design')
  }

  async function rename(dataset: DatasetSummary, name: string): Promise<void> {
    if (name.trim() !== '' && name.trim() !== dataset.name) await toasts.attempt(t('data.renameFailed'), () => api.datasets.rename(dataset.id, name.trim()))
  }

  /** To the trash; the note that says so takes it back. What runs need stays, and their names are said. */
  async function remove({ id, name }: DatasetSummary): Promise<void> {
    try {
      await api.datasets.remove(id)
    } catch (error) {
      const needed = error instanceof ApiError ? error.issues : []
      toasts.show(t('data.removeFailed', { name }), { tone: 'danger', issues: needed, action: needed.length === 0 ? null : { label: t('data.showRuns'), run: () => router.push('/runs') } })
      return
    }
    toasts.show(t('data.removed', { name }), { action: { label: t('common.undo'), run: () => void toasts.attempt(t('data.restoreFailed', { name }), () => api.datasets.restore(id)) } })
  }

  const copyId = (id: string) => toasts.attempt(t('data.copyFailed'), async () => {
    await navigator.clipboard.writeText(id)
    toasts.show(t('data.copied'), { tone: 'success' })
  })

  const menuOf = (dataset: DatasetSummary, startRenaming: () => unknown): OpenMenu['items'] => [
    { label: t('data.useInDesign'), icon: 'design', run: () => use(dataset) },
    { label: t('data.copyId'), icon: 'duplicate', run: () => copyId(dataset.id) },
    MENU_LINE,
    { label: t('common.rename'), icon: 'edit', keys: 'F2', run: startRenaming },
    { label: t('common.delete'), icon: 'trash', keys: 'Del', danger: true, run: () => remove(dataset) },
  ]

  const openMenu = (event: MouseEvent | KeyboardEvent, dataset: DatasetSummary, startRenaming: () => unknown): void => frame.openMenu(event, menuOf(dataset, startRenaming))

  function startDragging(event: DragEvent, { id, name }: DatasetSummary): void {
    event.dataTransfer?.setData(DATASET_DRAG, id)
    event.dataTransfer?.setData('text/plain', name)
    if (event.dataTransfer !== null) event.dataTransfer.effectAllowed = 'copy'
  }

  return { open, use, rename, remove, openMenu, startDragging }
}
