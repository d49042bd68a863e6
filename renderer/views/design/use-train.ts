import { computed, ref } from 'vue'
import { useRouter } from 'vue-router'
import { useLanguage } from '../../composables/use-language.ts'
import type { RunSummary } from '../../../electron/contract/api.ts'
import { useExperiment } from '../../stores/experiment.ts'
import { useRuns } from '../../stores/runs.ts'
import { useSelection } from '../../stores/selection.ts'
import { useToasts } from '../../stores/toasts.ts'

/** Starts the drafted experiment, with one seed or with several in a row, and shows its first run. */
export function useTrain() {
  const { t } = useLanguage()
  const router = useRouter()
  const experiment = useExperiment()
  const runs = useRuns()
  const selection = useSelection()
  const toasts = useToasts()
  const busy = ref(false)
  /** How many problems stand in the way. */
  const blocked = computed(() => (experiment.description?.issues.length ?? 0) + (experiment.text === null ? 0 : 1))

  async function train(seeds = experiment.seedCount): Promise<void> {
    const { spec } = experiment
    if (spec === null || busy.value) return
    if (blocked.value > 0) {
      document.querySelector<HTMLElement>('.problem-panel .problem, .held-text button')?.focus()
      return
    }
    busy.value = true
    const started: RunSummary[] = []
    await toasts.attempt(t('design.trainFailed'), async () => {
      for (let repeat = 0; repeat < seeds; repeat++) started.push(await runs.start({ ...spec, seed: spec.seed + repeat }))
    })
    busy.value = false
    const [first] = started
    if (first === undefined) return
    await toasts.attempt(t('designs.keepFailed'), () => experiment.keepVersion('', first.id))
    if (started.length === 1) toasts.show(t('design.trainStarted', { name: first.name }))
    else toasts.show(t('inspect.seeds.started', { name: first.name, n: started.length }), { action: { label: t('inspect.seeds.compare'), run: () => compare(started) } })
    await router.push(`/runs/${first.id}`)
  }

  function compare(started: readonly RunSummary[]): void {
    selection.comparedRuns = started.map(({ id }) => id)
    void router.push('/compare')
  }

  return { blocked, busy, train }
}
