import { watchEffect } from 'vue'
import { useSettings } from '../stores/settings.ts'

/** Keeps the page's theme and language in step with the settings. */
export function applyTheme(): void {
  const settings = useSettings()
  watchEffect(() => {
    document.documentElement.dataset['theme'] = settings.shownTheme
    document.documentElement.lang = settings.language
  })
}
