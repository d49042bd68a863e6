import type { DesignVersion } from '../../../../electron/contract/api.ts'
import { experimentDifferences, type PartWords } from '../../../composables/experiment-words.ts'

/** One part that changed from a version to the next, before and after; null where it was not there. */
export interface VersionChange { readonly label: string; readonly before: string | null; readonly after: string | null }

/** What a version changed, compared with the one before it; empty for the first. `words` says an experiment part by part. */
export function versionChanges(version: DesignVersion, before: DesignVersion | undefined, words: (version: DesignVersion) => readonly PartWords[]): readonly VersionChange[] {
  if (before === undefined) return []
  return experimentDifferences([words(before), words(version)]).map(({ label, words: [was, is] }) => ({ label, before: was ?? null, after: is ?? null }))
}

/** Whether versions differ in something that words do not say: connections, weights of outputs, places on the canvas. */
export const differs = (a: DesignVersion, b: DesignVersion): boolean => JSON.stringify(a.state.spec) !== JSON.stringify(b.state.spec)
