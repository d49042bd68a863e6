import type { RunSummary } from '../../../electron/contract/api.ts'
import { useCommands } from '../../composables/commands.ts'
import { useLanguage } from '../../composables/use-language.ts'
import { useFrame } from '../../stores/frame.ts'
import { canChange, canPause, canResume, canStop, hasWeights, useRunActions } from './use-run-actions.ts'

interface RunTargets {
  readonly active: () => RunSummary | undefined
  /** Runs chosen together; bulk actions take them before the active one. */
  readonly chosen: () => readonly RunSummary[]
  /** The runs of the row that has the focus: of a group all. */
  readonly focused: () => readonly RunSummary[]
  /** The focused run or group as a row: what others are told from. */
  readonly pin: () => unknown
  /** The focused run or group, into the choice or out of it. */
  readonly choose: () => unknown
  readonly move: (by: 1 | -1) => void
  readonly expand: () => void
  readonly rename: () => unknown
  readonly remove: (runs: readonly RunSummary[]) => unknown
}

/** The keys of the Runs view. */
export function useRunCommands({ active, chosen, focused, pin, choose, move, expand, rename, remove }: RunTargets): void {
  const { t } = useLanguage()
  const actions = useRunActions()
  const frame = useFrame()
  const group = (): string => t('runs.title')
  const can = (test: (run: RunSummary) => boolean) => (): boolean => {
    const run = active()
    return run !== undefined && test(run)
  }
  const withRun = (action: (run: RunSummary) => unknown) => (): unknown => {
    const run = active()
    return run === undefined ? undefined : action(run)
  }
  const targets = (): readonly RunSummary[] => (chosen().length > 0 ? chosen() : focused())
  useCommands([
    { id: 'runs.pause', title: () => t('runs.pauseOrResume'), group, icon: 'pause', keys: ['space'], enabled: can((run) => canPause(run) || canResume(run)), run: withRun((run) => (canPause(run) ? actions.pause(run) : actions.resume(run))) },
    { id: 'runs.change', title: () => t('runs.change.open'), group, icon: 'edit', keys: ['v'], enabled: can(canChange), run: withRun(actions.change) },
    { id: 'runs.choose', title: () => t('tables.chooseKey'), group, icon: 'check', keys: ['m', 'space'], enabled: () => focused().length > 0 && !can((run) => canPause(run) || canResume(run))(), run: choose },
    { id: 'runs.stop', title: () => t('runs.stop'), group, icon: 'stop', keys: ['shift+space'], enabled: can(canStop), run: withRun(actions.stop) },
    { id: 'runs.expand', title: () => t('runs.expand'), group, icon: 'up', keys: ['enter'], enabled: can(() => true), run: expand },
    { id: 'runs.next', title: () => t('runs.next'), group, icon: 'down', keys: ['j', 'down'], run: () => move(1) },
    { id: 'runs.previous', title: () => t('runs.previous'), group, icon: 'up', keys: ['k', 'up'], run: () => move(-1) },
    { id: 'runs.compare', title: () => t('runs.compare'), group, icon: 'compare', keys: ['c'], enabled: () => targets().length > 0, run: () => (targets().length > 1 ? actions.compare(targets().map(({ id }) => id)) : withRun(actions.toggleCompared)()) },
    { id: 'runs.baseline', title: () => t('tables.baselineKey'), group, icon: 'pin', keys: ['b'], enabled: () => focused().length > 0, run: pin },
    { id: 'runs.mistakes', title: () => t('runs.mistakes'), group, icon: 'mistakes', keys: ['e'], enabled: can(hasWeights), run: withRun(actions.seeMistakes) },
    { id: 'runs.report', title: () => t('runs.report'), group, icon: 'table', enabled: () => targets().length > 0, run: () => actions.report(targets()) },
    { id: 'runs.try', title: () => t('runs.try'), group, icon: 'edit', keys: ['shift+t'], enabled: can(hasWeights), run: withRun(actions.tryModel) },
    { id: 'runs.tags', title: () => t('tables.editTags'), group, icon: 'tag', keys: ['t'], enabled: () => targets().length > 0, run: () => actions.editTags(targets()) },
    { id: 'runs.look', title: () => t('runs.look.open'), group, icon: 'palette', keys: ['shift+c'], enabled: () => targets().length > 0, run: () => frame.openLook(targets().map(({ id }) => id), 'focus') },
    { id: 'runs.export', title: () => t('runs.export'), group, icon: 'download', keys: ['x'], enabled: can(hasWeights), run: withRun(actions.exportWeights) },
    { id: 'runs.openInDesign', title: () => t('runs.openInDesign'), group, icon: 'design', keys: ['d'], enabled: can(() => true), run: withRun((run) => actions.openInDesign(run)) },
    { id: 'runs.star', title: () => t('runs.star'), group, icon: 'star', keys: ['s'], enabled: () => targets().length > 0, run: () => actions.starAll(targets(), !targets().every((run) => run.starred)) },
    { id: 'runs.rename', title: () => t('common.rename'), group, icon: 'edit', keys: ['f2', 'r'], enabled: can(() => true), run: rename },
    { id: 'runs.remove', title: () => t('runs.toTrash'), group, icon: 'trash', keys: ['del'], enabled: () => targets().length > 0, run: () => remove(targets()) },
    { id: 'runs.filter', title: () => t('runs.filter'), group, icon: 'filter', keys: ['/'], run: () => document.querySelector<HTMLElement>('.runs-filter')?.focus() },
  ])
}
