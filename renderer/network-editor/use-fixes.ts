import { layers, losses, type Issue } from '../../core/index.ts'
import { blockLabel } from '../components/block-words.ts'
import { useLanguage } from '../composables/use-language.ts'
import { useExperiment } from '../stores/experiment.ts'
import type { MenuItem } from '../stores/frame.ts'
import { findFixes, type Fix } from './model/find-fixes.ts'

/** What to do about a problem, as entries of a menu: each does it as one step. */
export function useFixes() {
  const { t, say } = useLanguage()
  const experiment = useExperiment()

  function wordsOf({ words, named }: Fix): string {
    const kind = String(named['kind'])
    return t(`networkEditor.fix.${words}`, { ...named, ...(named['kind'] === undefined ? {} : { kind: blockLabel({ kind }, words === 'loss' ? losses : layers, say) }) })
  }

  function fixesOf(issue: Issue): readonly MenuItem[] {
    const { spec, description } = experiment
    if (spec === null || description === null) return []
    return findFixes(issue, spec, description.data, (candidate) => experiment.issuesOf(candidate) ?? []).map((fix) => ({ label: wordsOf(fix), icon: 'check', run: () => experiment.change(wordsOf(fix), fix.edit) }))
  }

  return { fixesOf }
}
