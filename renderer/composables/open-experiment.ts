import { useRouter } from 'vue-router'
import type { ExperimentSpec } from '../../core/index.ts'
import { useExperiment } from '../stores/experiment.ts'
import { useToasts } from '../stores/toasts.ts'
import { useLanguage } from './use-language.ts'

/** Puts an experiment on the Design page; what was there comes back with undo. */
export function useOpenExperiment() {
  const { t } = useLanguage()
  const router = useRouter()
  const experiment = useExperiment()
  const toasts = useToasts()
  return async (spec: ExperimentSpec): Promise<void> => {
    const replaced = experiment.spec !== null
    experiment.open(spec, t('gallery.opened', { name: spec.name }))
    await router.push('/design')
    toasts.show(t('gallery.openedToast', { name: spec.name }), replaced ? { action: { label: t('common.undo'), run: experiment.undo } } : {})
  }
}
