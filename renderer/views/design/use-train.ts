import { computed, ref } from 'vue'
import { useRouter } from 'vue-router'
import { useLanguage } from '../../composables/use-language.ts'
import { useExperiment } from '../../stores/experiment.ts'
import { useRuns } from '../../stores/runs.ts'
import { useToasts } from '../../stores/toasts.ts'

/** Starts the drafted experiment and shows its run. */
export function useTrain() {
  const { t } = useLanguage()
  const router = useRouter()
  const experiment = useExperiment()
  const runs = useRuns()
  const toasts = useToasts()
  const busy = ref(false)
  /** How many problems stand in the way. */
  const blocked = computed(() => (experiment.description?.issues.length ?? 0) + (experiment.text === null ? 0 : 1))

  async function train(): Promise<void> {
    const { spec } = experiment
    if (spec === null || busy.value) return
    if (blocked.value > 0) {
      document.querySelector<HTMLElement>('.problem-panel .problem, .held-text button')?.focus()
      return
    }
    busy.value = true
    const run = await toasts.attempt(t('design.trainFailed'), () => runs.start(spec))
    busy.value = false
    if (run === undefined) return
    await toasts.attempt(t('designs.keepFailed'), () => experiment.keepVersion('', run.id))
    toasts.show(t('design.trainStarted', { name: run.name }))
    await router.push(`/runs/${run.id}`)
  }

  return { blocked, busy, train }
}
