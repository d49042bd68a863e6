import type { Shape } from '../math/shape.ts'
import type { Issue } from '../schema/issue.ts'
import type { Text } from '../schema/text.ts'
import type { DatasetTask } from './dataset.ts'
import type { SampleBatch } from './sample-batch.ts'

/** A file as it was dropped, picked or named. */
export interface NamedFile {
  readonly name: string
  readonly content: Uint8Array
}

export type ColumnRole = 'feature' | 'target' | 'ignore'
export type ColumnType = 'number' | 'category'

export interface ColumnPlan {
  readonly name: string
  readonly type: ColumnType
  readonly role: ColumnRole
}

export interface CsvPlan {
  readonly delimiter: string
  readonly header: boolean
  readonly task: DatasetTask
  readonly columns: readonly ColumnPlan[]
}

/** Which of the files is what, by position in `files`. */
export interface IdxPlan {
  readonly images: number
  readonly labels: number
  readonly testImages: number | null
  readonly testLabels: number | null
}

/** How an import reads its files; `null` means sniffed. The preview returns it filled in, so it can be changed and sent back. */
export interface ImportPlan {
  readonly name: string
  readonly format: 'csv' | 'idx'
  readonly csv: CsvPlan | null
  readonly idx: IdxPlan | null
}

export interface ImportPreview {
  readonly plan: ImportPlan
  readonly sampleCount: number
  readonly inputShape: Shape
  readonly classes: readonly string[] | null
  /** The first rows as text, header apart (CSV). */
  readonly rows: readonly (readonly string[])[]
  readonly samples: SampleBatch
  /** Guesses worth a second look, and how to change them. */
  readonly notes: readonly Text[]
  /** What will not import as it stands; empty when all is well. */
  readonly issues: readonly Issue[]
}
