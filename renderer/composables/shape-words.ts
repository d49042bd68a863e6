import { computed, type ComputedRef } from 'vue'
import { formatShape, type Shape } from '../../core/index.ts'
import { useLanguage } from './use-language.ts'

/** A sample's shape as people say it: `4 features`, `1 × 28 × 28`. */
export function useShapeWords(shape: () => Shape): ComputedRef<string> {
  const { t } = useLanguage()
  return computed(() => {
    const [features] = shape()
    return shape().length === 1 && features !== undefined ? t('common.features', { n: features }, features) : formatShape(shape())
  })
}
