import { text } from '../schema/text.ts'
import { average, defineTrainedEnsemble } from './definition.ts'

export const topologies = defineTrainedEnsemble({
  label: text('Other topologies', 'Otras topologías'),
  doc: text(
    'The main network and those listed in "networks" learn the same task, each with a seed of its own; their predictions are averaged.',
    'La red principal y las de la lista "networks" aprenden la misma tarea, cada una con su semilla; se promedian sus predicciones.',
  ),
  reference: 'Lecture 000 (model averaging: many different models)',
  hyperparameters: { average },
  hasVariants: true,
  members: (_, variants) => 1 + variants,
  average: (hyperparameters) => hyperparameters.average,
})
