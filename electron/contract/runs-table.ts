import type { RunSummary } from './api.ts'

/** A column by its key, and whether larger values come first. */
export interface ColumnOrder { readonly key: string; readonly descending: boolean }

/** How the table of runs is laid out: what it shows, in which order, and what it folds together. */
export interface ColumnSet {
  readonly name: string
  /** Keys of columns, from left to right: `name`, `validation.accuracy`, `optimizer.learningRate`. */
  readonly columns: readonly string[]
  /** Pixels, where they were changed. */
  readonly widths: Readonly<Record<string, number>>
  /** The first decides, the next where that is equal. */
  readonly sort: readonly ColumnOrder[]
  /** The key of a column, `seeds` for runs that differ in their seed alone, or null. */
  readonly group: string | null
}

/** A comparison as its address has it: the runs, and how they are drawn. */
export interface SavedComparison { readonly name: string; readonly query: Readonly<Record<string, string>> }

/** What is done to several runs at once. */
export interface RunMark {
  readonly starred?: boolean
  readonly addTags?: readonly string[]
  readonly removeTags?: readonly string[]
  /** As in `RunChange`. */
  readonly colour?: number | null
}

/** What one run may be changed in. */
export interface RunChange {
  readonly name?: string
  readonly notes?: string
  readonly starred?: boolean
  /** In place of those it has; trimmed, each once. */
  readonly tags?: readonly string[]
  /** What it is drawn in, from 0 to `RUN_LOOKS` − 1; null gives it its own back. */
  readonly colour?: number | null
}

export interface TrashedRun {
  readonly run: RunSummary
  readonly trashedAt: number
  /** What deleting it gives back: checkpoints, curves and events. */
  readonly bytes: number
}

/** More is a sentence, which notes are for. */
export const LONGEST_TAG = 40
