import { useCommands } from '../../composables/commands.ts'
import { useLanguage } from '../../composables/use-language.ts'
import { useExperiment } from '../../stores/experiment.ts'
import { useTrain } from './use-train.ts'

/** What can be done in the Design view however it shows the network, with its keys. */
export function useDesignCommands({ showCode }: { readonly showCode: () => void }): void {
  const { t } = useLanguage()
  const experiment = useExperiment()
  const { train } = useTrain()
  const group = (): string => t('design.title')
  useCommands([
    { id: 'design.train', title: () => t('design.train'), group, icon: 'play', keys: ['enter', 'mod+enter'], enabled: () => experiment.spec !== null, run: () => train() },
    ...[3, 5, 10].map((n) => ({ id: `design.train.${n}`, title: () => t('inspect.seeds.train', { n }, n), group, icon: 'play', enabled: () => experiment.spec !== null, run: () => train(n) })),
    { id: 'design.undo', title: () => (experiment.undoable === null ? t('common.undo') : t('design.undo', { step: experiment.undoable })), group, icon: 'undo', keys: ['mod+z'], enabled: () => experiment.undoable !== null, run: experiment.undo },
    { id: 'design.redo', title: () => (experiment.redoable === null ? t('common.redo') : t('design.redo', { step: experiment.redoable })), group, icon: 'redo', keys: ['shift+mod+z', 'mod+y'], enabled: () => experiment.redoable !== null, run: experiment.redo },
    { id: 'design.code', title: () => t('design.code.open'), group, icon: 'code', enabled: () => experiment.spec !== null, run: showCode },
    { id: 'design.find', title: () => t('design.layerActions.find'), group, icon: 'search', keys: ['/'], run: () => document.querySelector<HTMLElement>('.palette-search')?.focus() },
  ])
}
