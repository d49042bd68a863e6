import { computed } from 'vue'
import { estimateSeconds, type TimeEstimate } from '../../core/index.ts'
import { useExperiment } from '../stores/experiment.ts'
import { useHost } from '../stores/host.ts'
import { useFormat } from './use-format.ts'
import { useLanguage } from './use-language.ts'

/** What an epoch of the drafted experiment takes on this machine, and what that rests on, in words. */
export function useTimeEstimate() {
  const { t } = useLanguage()
  const format = useFormat()
  const experiment = useExperiment()
  const host = useHost()

  const estimate = computed<TimeEstimate | null>(() => {
    const { spec, description } = experiment
    return spec === null || description === null || host.speed === null ? null : estimateSeconds(spec, description, host.speed.speed, host.speed.history)
  })
  const duration = (seconds: number): string => (seconds < 0.01 ? t('inspect.time.tiny') : seconds < 1 ? `${format.value(Number(seconds.toPrecision(1)))} s` : format.duration(Number(seconds.toPrecision(2))))
  const perEpoch = computed(() => (estimate.value === null ? null : t('inspect.time.perEpoch', { time: duration(estimate.value.secondsPerEpoch) })))
  /** Of `runs` runs one after the other, to their last epoch. */
  const total = (runs: number): string | null => (estimate.value === null ? null : duration(runs * (experiment.description?.epochs ?? 0) * estimate.value.secondsPerEpoch))
  const basis = computed(() => {
    if (estimate.value === null) {
      const isMeasuring = host.speed !== null && host.speed.speed === null
      return t(isMeasuring ? 'inspect.time.measuring' : 'inspect.time.unknown')
    }
    const { basis: kind, runs, newest } = estimate.value
    return t(`inspect.time.basis.${kind}`, { n: format.count(runs), name: newest ?? '', machine: host.speed?.machine ?? '' }, runs)
  })

  return { estimate, perEpoch, total, basis }
}
