import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { ApiError } from '../api/api-error.ts'
import type { Issue } from '../../core/index.ts'

export type ToastTone = 'info' | 'success' | 'warning' | 'danger'

export interface Toast {
  readonly id: number
  readonly tone: ToastTone
  readonly text: string
  /** Shown as a list below the text. */
  readonly issues: readonly Issue[]
  /** E.g. Undo. */
  readonly action: { readonly label: string; readonly run: () => unknown } | null
}

const LASTING_MS = 4_000
/** Long enough to read a problem and to reach its button. */
const LASTING_PROBLEM_MS = 15_000

/** Short notes in the corner. What can be undone offers it here instead of asking first. */
export const useToasts = defineStore('toasts', () => {
  const all = shallowRef<readonly Toast[]>([])
  let nextId = 1

  function show(text: string, options: { tone?: ToastTone; action?: Toast['action']; issues?: readonly Issue[] } = {}): number {
    const toast: Toast = { id: nextId++, tone: options.tone ?? 'info', text, issues: options.issues ?? [], action: options.action ?? null }
    all.value = [...all.value, toast]
    setTimeout(() => dismiss(toast.id), toast.tone === 'danger' ? LASTING_PROBLEM_MS : LASTING_MS)
    return toast.id
  }

  function dismiss(id: number): void {
    all.value = all.value.filter((toast) => toast.id !== id)
  }

  /** What failed, in the backend's words. `what` says what was tried. */
  function showError(what: string, error: unknown): void {
    const issues = error instanceof ApiError ? error.issues : []
    const reason = error instanceof Error ? error.message : String(error)
    show(issues.length > 0 ? what : `${what}: ${reason}`, { tone: 'danger', issues })
  }

  /** Runs something that may fail and shows what went wrong. Returns undefined then. */
  async function attempt<T>(what: string, action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action()
    } catch (error) {
      showError(what, error)
      return undefined
    }
  }

  return { all, show, dismiss, showError, attempt }
})
