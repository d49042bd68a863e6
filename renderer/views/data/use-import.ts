import { computed, shallowRef } from 'vue'
import type { FileInput, ImportPlan, ImportPreview } from '../../../electron/contract/api.ts'
import { ApiError } from '../../api/api-error.ts'
import { api, pathOf } from '../../api/client.ts'
import type { Issue } from '../../../core/index.ts'

/** An import from the chosen files to the stored data set; nothing is stored before `run`. */
export function useImport() {
  const files = shallowRef<readonly FileInput[]>([])
  const names = shallowRef<readonly string[]>([])
  const preview = shallowRef<ImportPreview | null>(null)
  const busy = shallowRef<'reading' | 'importing' | null>(null)
  const issues = shallowRef<readonly Issue[]>([])
  const message = shallowRef<string | null>(null)
  const ready = computed(() => preview.value !== null && preview.value.issues.length === 0 && busy.value === null)
  let asked = 0

  /** On the desktop files travel as paths, in a browser as bytes. */
  async function choose(chosen: readonly File[]): Promise<void> {
    if (chosen.length === 0) return
    busy.value = 'reading'
    names.value = chosen.map((file) => file.name)
    files.value = await Promise.all(chosen.map(async (file): Promise<FileInput> => {
      const path = pathOf(file)
      return path === null ? { name: file.webkitRelativePath || file.name, content: new Uint8Array(await file.arrayBuffer()) } : { path }
    }))
    await look(null)
  }

  /** Reads the files by a plan, or as they seem to be meant. */
  async function look(plan: ImportPlan | null): Promise<void> {
    const question = ++asked
    busy.value = 'reading'
    try {
      const answer = await api.datasets.preview(files.value, plan)
      if (question !== asked) return
      preview.value = answer
      issues.value = answer.issues
      message.value = null
    } catch (error) {
      if (question !== asked) return
      preview.value = plan === null ? null : preview.value
      fail(error)
    }
    busy.value = null
  }

  async function run() {
    busy.value = 'importing'
    try {
      return await api.datasets.import(files.value, preview.value?.plan ?? null)
    } catch (error) {
      fail(error)
      return null
    } finally {
      busy.value = null
    }
  }

  function fail(error: unknown): void {
    issues.value = error instanceof ApiError ? error.issues : []
    message.value = issues.value.length > 0 ? null : error instanceof Error ? error.message : String(error)
  }

  /** Changes the name without reading the files again. */
  function rename(name: string): void {
    if (preview.value !== null) preview.value = { ...preview.value, plan: { ...preview.value.plan, name } }
  }

  return { names, preview, busy, issues, message, ready, choose, look, run, rename }
}
