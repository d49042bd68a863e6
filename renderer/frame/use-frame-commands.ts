import { useRouter } from 'vue-router'
import { useCommands } from '../composables/commands.ts'
import { useLanguage } from '../composables/use-language.ts'
import { useDatasets } from '../stores/datasets.ts'
import { useExperiment } from '../stores/experiment.ts'
import { useSelection } from '../stores/selection.ts'
import { defaultExperiment } from '../views/design/default-experiment.ts'
import { views } from '../router.ts'
import { useFrame } from '../stores/frame.ts'
import { useSettings } from '../stores/settings.ts'

/** What can be done in every view. */
export function useFrameCommands(): void {
  const { t } = useLanguage()
  const router = useRouter()
  const frame = useFrame()
  const settings = useSettings()
  const datasets = useDatasets()
  const experiment = useExperiment()
  const selection = useSelection()

  /** On the chosen data set, or the first; an empty workspace shows its doors instead. */
  function newExperiment() {
    const dataset = (selection.datasetId === null ? undefined : datasets.get(selection.datasetId)) ?? datasets.all[0]
    if (dataset === undefined) return router.push('/')
    experiment.open(defaultExperiment(dataset), t('design.newStep'))
    return router.push('/design')
  }

  const group = (): string => t('frame.palette.groupCommands')
  useCommands([
    ...views.map((view, position) => ({ id: `view.${view}`, title: () => t(`frame.views.${view}`), group: () => t('frame.palette.groupViews'), icon: view, keys: [`mod+${position + 1}`], run: () => router.push(`/${view}`) })),
    { id: 'experiment.new', title: () => t('design.newExperiment'), group, icon: 'plus', keys: ['n'], run: newExperiment },
    { id: 'experiment.template', title: () => t('templates.open'), group, icon: 'layers', keys: ['shift+n'], run: () => (frame.templatesOpen = true) },
    { id: 'experiment.open', title: () => t('designs.show'), group, icon: 'folder', keys: ['mod+o'], run: () => (frame.designsOpen = true) },
    { id: 'experiment.versions', title: () => t('designs.showVersions'), group, icon: 'clock', keys: ['shift+v'], enabled: () => experiment.spec !== null, run: () => (frame.versionsOpen = true) },
    { id: 'model.open', title: () => t('design.model.command'), group, icon: 'upload', run: () => frame.openModels([]) },
    { id: 'capsule.open', title: () => t('capsule.command'), group, icon: 'upload', run: () => frame.openCapsule(null) },
    { id: 'palette', title: () => t('frame.search'), group, icon: 'search', keys: ['mod+k'], run: () => (frame.paletteOpen = true) },
    { id: 'keys', title: () => t('frame.keys.show'), group, icon: 'keyboard', keys: ['?'], run: () => (frame.keySheetOpen = true) },
    { id: 'inspector', title: () => t(settings.inspectorOpen ? 'frame.inspector.hide' : 'frame.inspector.show'), group, icon: 'panel', keys: ['mod+i'], enabled: () => frame.hasInspector, run: () => (settings.inspectorOpen = !settings.inspectorOpen) },
    ...(['system', 'light', 'dark'] as const).map((theme) => ({ id: `theme.${theme}`, title: () => `${t('frame.theme.label')}: ${t(`frame.theme.${theme}`)}`, group, icon: theme === 'light' ? 'sun' : theme === 'dark' ? 'moon' : 'system', run: () => (settings.theme = theme) })),
    { id: 'language.en', title: () => `${t('frame.language.label')}: English`, group, icon: 'globe', run: () => (settings.language = 'en') },
    { id: 'language.es', title: () => `${t('frame.language.label')}: Español`, group, icon: 'globe', run: () => (settings.language = 'es') },
  ])
}
