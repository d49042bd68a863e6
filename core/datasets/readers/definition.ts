import type { SourceFile } from '../../formats/source-file.ts'
import type { Shape } from '../../math/shape.ts'
import type { Issue } from '../../schema/issue.ts'
import type { Text } from '../../schema/text.ts'
import type { ImportPlan, PartialPlan } from '../import-plan.ts'
import type { SampleStream } from '../sample-source.ts'

/** A file to import, with its beginning. */
export interface SniffedFile {
  readonly file: SourceFile
  readonly head: Uint8Array
}

/** Files that were understood. */
export interface OpenedImport {
  /** Filled in. */
  readonly plan: ImportPlan
  /** Of tables, the first rows as text. */
  readonly rows: readonly (readonly string[])[]
  readonly choices: readonly { readonly name: string; readonly detail: string }[]
  readonly notes: readonly Text[]
  /** How many samples the files hold; an estimate with `limit`. */
  readonly sampleCount: number
  readonly inputShape: Shape
  readonly complete: boolean
  /** What keeps the samples from being read by the plan. */
  readonly issues: readonly Issue[]
  /** Throws SpecError with `issues`, and with what only reading shows. */
  samples(): SampleStream
}

export interface OpenOptions {
  /** Null leaves everything to be sniffed. */
  readonly plan: PartialPlan | null
  /** Bytes of a table, or images of a folder, to look at: a preview. */
  readonly limit: { readonly bytes: number; readonly images: number } | null
}

/** One format of files: how it is recognised and read. One file per format, one line in `index.ts`. */
export interface ImportFormat {
  readonly label: Text
  /** What belongs together in one import. */
  readonly doc: Text
  /** What names end in, for dialogs; the content decides. */
  readonly extensions: readonly string[]
  /** Whether a file's content is of this format. Text formats are asked last, in the order of the registry. */
  sniff(file: SniffedFile): boolean
  /** Throws SpecError only when the files cannot be read at all. */
  open(files: readonly SourceFile[], options: OpenOptions): Promise<OpenedImport>
}

export const defineImportFormat = (format: ImportFormat): ImportFormat => format

/** A plan of which nothing is known but its format and name. */
export const emptyPlan = (format: ImportPlan['format'], name: string): ImportPlan => ({ name, format, table: null, csv: null, idx: null, images: null, arrays: null })
