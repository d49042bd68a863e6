import type { CheckpointTag } from '../../core/index.ts'
import { useLanguage } from './use-language.ts'

/** A checkpoint's name: the last, the best, or that of an epoch that was kept. */
export function useCheckpointWords(): (tag: CheckpointTag) => string {
  const { t } = useLanguage()
  return (tag) => (tag === 'last' || tag === 'best' ? t(`runs.checkpoint.${tag}`) : t('runs.checkpoint.kept'))
}
