import { text } from '../schema/text.ts'
import { average, defineTrainedEnsemble, members } from './definition.ts'

export const seeds = defineTrainedEnsemble({
  label: text('Other seeds', 'Otras semillas'),
  doc: text(
    'The same network trained several times from other initial weights and in another order of the samples; their predictions are averaged.',
    'La misma red entrenada varias veces con otros pesos iniciales y otro orden de las muestras; se promedian sus predicciones.',
  ),
  reference: 'Hansen & Salamon (1990); lecture 000 (model averaging)',
  hyperparameters: { members, average },
  members: (hyperparameters) => hyperparameters.members,
  average: (hyperparameters) => hyperparameters.average,
})
