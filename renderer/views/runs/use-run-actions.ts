import { useRouter } from 'vue-router'
import type { ReportFormat, RunId, RunSummary } from '../../../electron/contract/api.ts'
import { api } from '../../api/client.ts'
import { download } from '../../charts/save-chart.ts'
import { useLanguage } from '../../composables/use-language.ts'
import { useOpenExperiment } from '../../composables/open-experiment.ts'
import { useFrame, type OpenMenu } from '../../stores/frame.ts'
import { useRuns } from '../../stores/runs.ts'
import { useSettings } from '../../stores/settings.ts'
import { useSelection } from '../../stores/selection.ts'
import { useToasts } from '../../stores/toasts.ts'
import { shownKeys } from '../../composables/shortcuts.ts'

/** Enough, with the run itself, for a mean and its interval. */
const REPEATS = 4

const RESUMABLE: readonly RunSummary['status'][] = ['paused', 'interrupted', 'cancelled', 'failed']

export const canPause = (run: RunSummary): boolean => run.status === 'running'
export const canResume = (run: RunSummary): boolean => RESUMABLE.includes(run.status)
/** Other values from its next step on. */
export const canChange = (run: RunSummary): boolean => run.status === 'running' || run.status === 'paused'
export const canStop = (run: RunSummary): boolean => run.status === 'running' || run.status === 'paused' || run.status === 'queued'
/** True once there may be weights to look at or to take away. */
export const hasWeights = (run: RunSummary): boolean => run.epoch > 0 || run.final.train !== null

/** What can be done with a run, wherever it stands. Failures become toasts. */
export function useRunActions() {
  const { t } = useLanguage()
  const settings = useSettings()
  const router = useRouter()
  const runs = useRuns()
  const toasts = useToasts()
  const selection = useSelection()
  const frame = useFrame()
  const openExperiment = useOpenExperiment()

  const attempt = (run: RunSummary, action: () => Promise<unknown>) => toasts.attempt(t('runs.actionFailed', { name: run.name }), action)
  /** For several at once; the first lends its name to what is said where it fails. */
  const attemptAll = async (chosen: readonly RunSummary[], action: (ids: readonly RunId[]) => Promise<unknown>): Promise<void> => {
    const [first] = chosen
    if (first !== undefined) await attempt(first, () => action(chosen.map(({ id }) => id)))
  }
  const pause = (run: RunSummary) => attempt(run, () => api.runs.pause(run.id))
  const resume = (run: RunSummary) => attempt(run, () => api.runs.resume(run.id))
  const stop = (run: RunSummary) => attempt(run, () => api.runs.cancel(run.id))
  const star = (run: RunSummary) => attempt(run, () => runs.update(run.id, { starred: !run.starred }))
  const starAll = (starred: readonly RunSummary[], to: boolean) => attemptAll(starred, (ids) => api.runs.mark(ids, { starred: to }))
  const tag = (tagged: readonly RunSummary[], addTags: readonly string[], removeTags: readonly string[]) => attemptAll(tagged, (ids) => api.runs.mark(ids, { addTags: [...addTags], removeTags: [...removeTags] }))
  const editTags = (tagged: readonly RunSummary[]): void => {
    frame.taggedRuns = tagged.map(({ id }) => id)
  }
  const rename = (run: RunSummary, name: string) => attempt(run, () => runs.update(run.id, { name }))
  const note = (run: RunSummary, notes: string) => attempt(run, () => runs.update(run.id, { notes }))
  const setTags = (run: RunSummary, tags: readonly string[]) => attempt(run, () => runs.update(run.id, { tags: [...tags] }))
  const moveInQueue = (run: RunSummary, position: number) => attempt(run, () => api.runs.reorder(run.id, position))

  /** To the trash, with a way back. */
  async function remove(removed: readonly RunSummary[]): Promise<void> {
    const [first] = removed
    if (first === undefined) return
    const ids = removed.map(({ id }) => id)
    await attempt(first, async () => {
      await runs.remove(ids)
      toasts.show(t('runs.removed', { name: first.name, n: removed.length }, removed.length), { action: { label: t('common.undo'), run: () => attempt(first, () => runs.restore(ids)) } })
    })
  }

  /** A copy of the run's experiment on the Design page; `changed` is another learning rate, for instance. */
  async function openInDesign(run: RunSummary, changed: (spec: Awaited<ReturnType<typeof api.runs.show>>['spec']) => typeof spec = (spec) => spec): Promise<void> {
    await attempt(run, async () => openExperiment(changed((await api.runs.show(run.id)).spec)))
  }

  /** The same experiment with the next seeds, so that what chance did can be told from what the experiment does. */
  const repeat = (run: RunSummary) => attempt(run, async () => {
    const { spec } = await api.runs.show(run.id)
    const taken = new Set(runs.all.filter(({ experiment }) => experiment === run.experiment).map(({ hyperparameters }) => hyperparameters['seed']))
    const seeds: number[] = []
    for (let seed = spec.seed + 1; seeds.length < REPEATS; seed++) if (!taken.has(seed)) seeds.push(seed)
    for (const seed of seeds) await api.runs.start({ ...spec, seed })
    toasts.show(t('runs.repeated', { n: seeds.length, seeds: seeds.join(', ') }, seeds.length))
  })

  function toggleCompared(run: RunSummary): void {
    selection.toggleCompared(run.id)
    const added = selection.isCompared(run.id)
    toasts.show(t(added ? 'runs.comparedAdded' : 'runs.comparedRemoved', { name: run.name }), added ? { action: { label: t('runs.openCompare'), run: () => router.push('/compare') } } : {})
  }

  const compare = (ids: readonly RunId[]) => {
    selection.comparedRuns = ids
    return router.push('/compare')
  }
  const seeMistakes = (run: RunSummary) => router.push(`/mistakes/${run.id}`)
  const exportWeights = (run: RunSummary): void => {
    frame.exportedRun = run.id
  }
  const report = (chosen: readonly RunSummary[], reportFormat: ReportFormat = 'html'): Promise<unknown> => toasts.attempt(t('runs.reportFailed'), async () => {
    const { name, content, mediaType } = await api.exports.report(chosen.map(({ id }) => id), reportFormat, settings.language)
    download(name, new Uint8Array(content), mediaType)
    toasts.show(t('runs.reportDone', { file: name }), { tone: 'success' })
  })
  const change = (run: RunSummary): void => {
    frame.changedRun = run.id
  }
  const tryModel = (run: RunSummary): void => {
    frame.triedRun = run.id
  }

  /** The same menu wherever a run is shown. `renaming` starts to edit its name. */
  function menuOf(run: RunSummary, renaming?: () => unknown): OpenMenu['items'] {
    const position = runs.queued.findIndex(({ id }) => id === run.id)
    return [
      ...(canPause(run) ? [{ label: t('runs.pause'), icon: 'pause', keys: shownKeys('space'), run: () => pause(run) }] : []),
      ...(canResume(run) ? [{ label: t('runs.resume'), icon: 'play', keys: shownKeys('space'), run: () => resume(run) }] : []),
      ...(canChange(run) ? [{ label: t('runs.change.open'), icon: 'edit', keys: 'V', run: () => change(run) }] : []),
      ...(canStop(run) ? [{ label: t(run.status === 'queued' ? 'runs.leaveQueue' : 'runs.stop'), icon: 'stop', run: () => stop(run) }] : []),
      ...(run.status === 'queued' ? [
        { label: t('runs.startNext'), icon: 'up', disabled: position <= 0, run: () => moveInQueue(run, 0) },
        { label: t('runs.startEarlier'), icon: 'up', disabled: position <= 0, run: () => moveInQueue(run, position - 1) },
        { label: t('runs.startLater'), icon: 'down', disabled: position === runs.queued.length - 1, run: () => moveInQueue(run, position + 1) },
      ] : []),
      ...(canPause(run) || canResume(run) || canStop(run) ? (['line'] as const) : []),
      { label: t(selection.isCompared(run.id) ? 'runs.uncompare' : 'runs.compare'), icon: 'compare', keys: 'C', run: () => toggleCompared(run) },
      { label: t('runs.mistakes'), icon: 'mistakes', keys: 'E', disabled: !hasWeights(run), run: () => seeMistakes(run) },
      { label: t('runs.try'), icon: 'edit', keys: shownKeys('shift+t'), disabled: !hasWeights(run), run: () => tryModel(run) },
      { label: t('runs.export'), icon: 'download', keys: 'X', disabled: !hasWeights(run), run: () => exportWeights(run) },
      { label: t('runs.report'), icon: 'table', run: () => report([run]) },
      { label: t('runs.repeat', { n: REPEATS }), icon: 'duplicate', run: () => repeat(run) },
      { label: t('runs.openInDesign'), icon: 'design', run: () => openInDesign(run) },
      'line',
      ...(renaming === undefined ? [] : [{ label: t('common.rename'), icon: 'edit', run: renaming }]),
      { label: t('tables.editTags'), icon: 'tag', keys: 'T', run: () => editTags([run]) },
      { label: t('runs.look.open'), icon: 'palette', run: () => frame.openLook([run.id], 'menu') },
      { label: t(run.starred ? 'runs.unstar' : 'runs.star'), icon: 'star', keys: 'S', run: () => star(run) },
      { label: t('runs.toTrash'), icon: 'trash', keys: shownKeys('del'), danger: true, run: () => remove([run]) },
    ]
  }

  /** What is done to all runs of a group. */
  function menuOfGroup({ runs: members }: { readonly runs: readonly RunSummary[] }): OpenMenu['items'] {
    const starred = members.every((run) => run.starred)
    return [
      { label: t('runs.compare'), icon: 'compare', keys: 'C', disabled: members.length < 2, run: () => compare(members.map(({ id }) => id)) },
      { label: t('runs.report'), icon: 'table', run: () => report(members) },
      'line',
      { label: t('tables.editTags'), icon: 'tag', keys: 'T', run: () => editTags(members) },
      { label: t('runs.look.open'), icon: 'palette', run: () => frame.openLook(members.map(({ id }) => id), 'menu') },
      { label: t(starred ? 'runs.unstar' : 'runs.star'), icon: 'star', keys: 'S', run: () => starAll(members, !starred) },
      { label: t('runs.toTrash'), icon: 'trash', keys: shownKeys('del'), danger: true, run: () => remove(members) },
    ]
  }

  return { pause, resume, stop, star, starAll, tag, setTags, editTags, menuOfGroup, rename, note, moveInQueue, remove, repeat, openInDesign, toggleCompared, compare, seeMistakes, exportWeights, tryModel, change, report, menuOf }
}
