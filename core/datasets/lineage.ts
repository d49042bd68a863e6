import type { BlockSpec } from '../schema/registry.ts'
import type { ImportPlan } from './import-plan.ts'

/** A file that samples came from. */
export interface LineageFile {
  readonly name: string
  readonly bytes: number
  /** In hexadecimal, as `sha256sum` prints it. */
  readonly sha256: string
}

/** The files of an import. Folders of many images list the first ones; `sha256` is taken of all, as lines `SHA256  NAME` in the order of their names. */
export interface LineageFiles {
  readonly files: readonly LineageFile[]
  readonly fileCount: number
  readonly bytes: number
  readonly sha256: string
}

/** Where a data set comes from: enough to make it again. `at` is in milliseconds since 1970, `importer` the version that read it. */
export type DatasetLineage =
  | { readonly kind: 'files'; readonly source: LineageFiles; readonly plan: ImportPlan; readonly catalogue: { readonly name: string; readonly addresses: readonly string[] } | null; readonly at: number; readonly importer: string }
  /** A generator with its seed, or the files that a spec's block names. */
  | { readonly kind: 'block'; readonly block: BlockSpec; readonly seed: number; readonly source: LineageFiles | null; readonly at: number; readonly importer: string }
