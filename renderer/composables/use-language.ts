import { useI18n } from 'vue-i18n'
import type { Text } from '../../core/index.ts'
import { useSettings } from '../stores/settings.ts'

/** Words in the window's language: `t` for the window's own, `say` for texts that come from the core. */
export function useLanguage() {
  const settings = useSettings()
  const { t } = useI18n()
  const say = (words: Text): string => words[settings.language]
  return { t, say }
}
