import { watch } from 'vue'
import { createI18n } from 'vue-i18n'
import { useSettings } from '../stores/settings.ts'
import { en } from './en/index.ts'
import { es } from './es/index.ts'

/** The window's own words. Texts of the core arrive in both languages and are said by `useLanguage().say`. */
export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages: { en, es } })

/** Call once the stores exist: the language follows the settings from then on. */
export function followLanguage(): void {
  const settings = useSettings()
  watch(() => settings.language, (language) => (i18n.global.locale.value = language), { immediate: true })
}
