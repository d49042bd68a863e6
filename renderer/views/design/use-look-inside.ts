import { useDebounceFn } from '@vueuse/core'
import { computed, onScopeDispose, watch } from 'vue'
import { useCommands } from '../../composables/commands.ts'
import { useLanguage } from '../../composables/use-language.ts'
import { useExperiment } from '../../stores/experiment.ts'
import { useLookInside } from '../../stores/look-inside.ts'
import { useSelection } from '../../stores/selection.ts'
import { useSettings } from '../../stores/settings.ts'

const LOOK_AFTER_MS = 40

/** Keeps the look inside in step with the draft while it is switched on, and offers its commands. */
export function useFollowLook(): void {
  const { t } = useLanguage()
  const experiment = useExperiment()
  const inside = useLookInside()
  const selection = useSelection()
  const settings = useSettings()
  const group = (): string => t('inspect.inside.title')

  const layer = computed(() => (selection.layerIndex === null ? null : (experiment.spec?.network.layers[selection.layerIndex]?.id ?? null)))
  /** Of the spec what changes the picture; names and the length of the run do not. */
  const subject = computed(() => {
    const { spec, description } = experiment
    if (!settings.lookInside || spec === null || description === null) return null
    if (description.issues.length > 0) return 'problems'
    const { dataset, split, preprocessing, network, outputs, optimizer, seed, initialWeights } = spec
    return JSON.stringify([dataset, split, preprocessing, network, outputs, optimizer.kind, seed, initialWeights, layer.value, inside.sample])
  })
  const show = useDebounceFn(() => {
    if (experiment.spec !== null && subject.value !== null && subject.value !== 'problems') void inside.show({ spec: experiment.spec, layer: layer.value })
  }, LOOK_AFTER_MS)

  watch(subject, (now) => {
    if (now === null || now === 'problems') inside.clear()
    else void show()
  }, { immediate: true })
  onScopeDispose(() => inside.clear())

  const isOn = (): boolean => settings.lookInside
  useCommands([
    { id: 'look.toggle', title: () => t(settings.lookInside ? 'inspect.inside.off' : 'inspect.inside.on'), group, icon: 'eye', keys: ['i'], run: () => (settings.lookInside = !settings.lookInside) },
    { id: 'look.next', title: () => t('inspect.inside.next'), group, icon: 'right', keys: ['.'], enabled: isOn, run: () => inside.sample++ },
    { id: 'look.previous', title: () => t('inspect.inside.previous'), group, icon: 'left', keys: [','], enabled: isOn, run: () => inside.sample-- },
  ])
}
