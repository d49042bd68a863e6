/** One named state, as undo lists it. */
export interface HistoryStep<T> { readonly name: string; readonly state: T }

/** States in the order they were made, and which of them is shown. Immutable: every move gives a new history. */
export interface History<T> {
  readonly steps: readonly HistoryStep<T>[]
  readonly position: number
  /** Changes with the same key in a row are one step, so that dragging a slider is undone at once. */
  readonly mergeKey: string | null
}

const LONGEST = 500

export const startHistory = <T>(state: T, name = ''): History<T> => ({ steps: [{ name, state }], position: 0, mergeKey: null })

export function shownState<T>({ steps, position }: History<T>): T {
  const step = steps[position]
  if (step === undefined) throw new RangeError(`A history of ${steps.length} steps has no step ${position}`)
  return step.state
}

/** Adds a state after the shown one; what could have been redone is gone. */
export function pushState<T>(history: History<T>, name: string, state: T, mergeKey: string | null = null): History<T> {
  const merged = mergeKey !== null && isMerging(history, mergeKey)
  const kept = history.steps.slice(0, history.position + (merged ? 0 : 1))
  const steps = [...kept, { name, state }].slice(-LONGEST)
  return { steps, position: steps.length - 1, mergeKey }
}

/** Whether the next change with this key joins the shown step. */
export const isMerging = (history: History<unknown>, mergeKey: string): boolean => history.mergeKey === mergeKey && history.position > 0
export const canUndo = (history: History<unknown>): boolean => history.position > 0
export const canRedo = (history: History<unknown>): boolean => history.position < history.steps.length - 1

export const undone = <T>(history: History<T>): History<T> => (canUndo(history) ? { ...history, position: history.position - 1, mergeKey: null } : history)
export const redone = <T>(history: History<T>): History<T> => (canRedo(history) ? { ...history, position: history.position + 1, mergeKey: null } : history)

/** What undo would take back, or null. */
export const undoName = (history: History<unknown>): string | null => (canUndo(history) ? (history.steps[history.position]?.name ?? null) : null)
/** What redo would bring back, or null. */
export const redoName = (history: History<unknown>): string | null => history.steps[history.position + 1]?.name ?? null
