import { defineStore } from 'pinia'
import { computed, ref, watch, type Ref } from 'vue'
import type { Language } from '../../core/index.ts'
import { standardLayout, type RunsLayout } from './runs-layout.ts'

export type Theme = 'system' | 'light' | 'dark'

/** How this window looks; kept in this browser or desktop profile, not in the workspace. */
export const useSettings = defineStore('settings', () => {
  const theme = remembered<Theme>('theme', 'system')
  const language = remembered<Language>('language', navigator.language.startsWith('es') ? 'es' : 'en')
  const inspectorOpen = remembered('inspector.open', true)
  /** Pixels. */
  const inspectorWidth = remembered('inspector.width', 320)
  /** Other panels' sizes in pixels, by name. */
  const panelSizes = remembered<Record<string, number>>('panels', {})

  /** How the Design page shows the experiment. */
  const designTab = remembered<'canvas' | 'list' | 'json'>('design.tab', 'canvas')
  /** Whether the canvas shows what each layer gives before training. */
  const lookInside = remembered('design.lookInside', false)

  /** How the table of runs is laid out. */
  const runsTable = remembered<RunsLayout>('runs.table', standardLayout)

  /** Whether losses of a run are drawn over a logarithmic axis. */
  const logLoss = remembered('runs.logLoss', false)

  const systemDark = ref(false)
  const preference = matchMedia('(prefers-color-scheme: dark)')
  systemDark.value = preference.matches
  preference.addEventListener('change', (event) => (systemDark.value = event.matches))

  /** What `system` comes to at the moment. */
  const shownTheme = computed<'light' | 'dark'>(() => (theme.value === 'system' ? (systemDark.value ? 'dark' : 'light') : theme.value))

  return { theme, language, inspectorOpen, inspectorWidth, panelSizes, designTab, lookInside, runsTable, logLoss, shownTheme }
})

function remembered<T>(name: string, initial: T): Ref<T> {
  const key = `descent.${name}`
  const value = ref(read(key, initial)) as Ref<T>
  watch(value, (now) => localStorage.setItem(key, JSON.stringify(now)), { deep: true })
  return value
}

function read<T>(key: string, initial: T): T {
  const stored = localStorage.getItem(key)
  if (stored === null) return initial
  try {
    return JSON.parse(stored) as T
  } catch {
    return initial // written by another program; the default is as good
  }
}
