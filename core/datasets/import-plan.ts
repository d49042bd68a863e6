import type { Shape } from '../math/shape.ts'
import type { Issue } from '../schema/issue.ts'
import type { Text } from '../schema/text.ts'
import type { DatasetTask } from './dataset.ts'
import type { SampleBatch } from './sample-batch.ts'

/** A file as it was dropped, picked or named, in memory. Within a folder its name is the path there (`train/cat/1.png`). */
export interface NamedFile {
  readonly name: string
  readonly content: Uint8Array
}

/**
 * What a column is for. `group` keeps samples together in one part (patients, writers), `weight` says how much a sample counts,
 * `split` names the part of each sample (`train`, `validation`, `test` and the like).
 */
export type ColumnRole = 'feature' | 'target' | 'ignore' | 'group' | 'weight' | 'split'

/**
 * How a column is read. A number is one feature; a category one feature per value; a date (`2024-05-31`, `2024-05-31T12:00`) the number of
 * days since 1970. Text is a category too: with a value in every row it is ignored until somebody gives it a role.
 */
export type ColumnType = 'number' | 'category' | 'date'

export interface ColumnPlan {
  /** May be changed; the position says which column it is. */
  readonly name: string
  readonly type: ColumnType
  readonly role: ColumnRole
}

/** How a table is read, whatever file it comes from (CSV, ARFF, JSON, Parquet, arrays of two axes). */
export interface TablePlan {
  readonly task: DatasetTask
  readonly columns: readonly ColumnPlan[]
  /** What stands for a missing value, in lower case; nothing at all is always missing. */
  readonly missing: readonly string[]
}

/** How the text of a CSV file is cut into fields. Changing it makes other columns: `table.columns` may then be left empty and is guessed anew. */
export interface CsvPlan {
  readonly delimiter: string
  readonly header: boolean
  readonly decimal: '.' | ','
}

/** Which of the files is what, by position in `files`. */
export interface IdxPlan {
  readonly images: number
  readonly labels: number
  readonly testImages: number | null
  readonly testLabels: number | null
}

/** How image files become samples. */
export interface ImagesPlan {
  /** Every image is resized to this, in pixels. */
  readonly width: number
  readonly height: number
  /** `grey`: one channel; `colour`: three. */
  readonly colour: 'grey' | 'colour'
  /** Null: the folder an image lies in names its class. Else the table that names each image's class. */
  readonly labels: ImageLabelsPlan | null
}

export interface ImageLabelsPlan {
  /** The table's name among the files. */
  readonly file: string
  /** Its column of file names, and that of classes (or numbers, for regression). */
  readonly nameColumn: string
  readonly labelColumn: string
  readonly task: DatasetTask
}

/** Which arrays of NPY or NPZ files are what, by name. */
export interface ArraysPlan {
  readonly inputs: string
  readonly targets: string | null
  readonly testInputs: string | null
  readonly testTargets: string | null
  /** How inputs of three or four axes are laid out; null for tables. */
  readonly images: 'channelsFirst' | 'channelsLast' | null
  readonly task: DatasetTask
}

/** Every format there is a reader for. */
export type ImportFormatKind = 'csv' | 'idx' | 'images' | 'arrays' | 'arff' | 'json' | 'parquet'

/**
 * How an import reads its files. The preview returns it filled in, so that it can be changed and sent back; parts that the format
 * does not use are null, and a part that is null is sniffed. Nothing is lost by changing a plan back.
 */
export interface ImportPlan {
  readonly name: string
  readonly format: ImportFormatKind
  readonly table: TablePlan | null
  readonly csv: CsvPlan | null
  readonly idx: IdxPlan | null
  readonly images: ImagesPlan | null
  readonly arrays: ArraysPlan | null
}

/** A plan of which only some is known. */
export type PartialPlan = Partial<ImportPlan> & Pick<ImportPlan, 'format'>

export interface ImportPreview {
  readonly plan: ImportPlan
  /** Of all files; an estimate where only the beginning was looked at. */
  readonly sampleCount: number
  /** False: the files are large and only their beginning was looked at; the import looks at everything. */
  readonly complete: boolean
  readonly inputShape: Shape
  readonly classes: readonly string[] | null
  /** The first rows as text, header apart (tables). */
  readonly rows: readonly (readonly string[])[]
  readonly samples: SampleBatch
  /** What may be chosen in the plan: the files of an IDX import, the tables beside images, the arrays of NPY and NPZ files with their shapes. */
  readonly choices: readonly { readonly name: string; readonly detail: string }[]
  /** Guesses worth a second look, and how to change them. */
  readonly notes: readonly Text[]
  /** What will not import as it stands; empty when all is well. */
  readonly issues: readonly Issue[]
}
