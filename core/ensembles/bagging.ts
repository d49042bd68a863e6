import { createRandom } from '../math/random.ts'
import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { average, defineTrainedEnsemble, members } from './definition.ts'

export const bagging = defineTrainedEnsemble({
  label: text('Bagging', 'Bagging'),
  doc: text(
    'Each member learns from its own bootstrap sample: samples of the training part drawn with replacement. What a member did not see (about 37 % at fraction 1) judges it: the out-of-bag score.',
    'Cada miembro aprende de su propia muestra bootstrap: muestras de la parte de entrenamiento sorteadas con reemplazo. Lo que un miembro no vio (cerca del 37 % con fracción 1) lo juzga: la puntuación fuera de bolsa.',
  ),
  reference: 'Breiman (1996), Bagging predictors; lecture 000 (bagging)',
  hyperparameters: {
    members,
    fraction: float({ label: text('Sample fraction', 'Fracción de la muestra'), default: 1, above: 0, max: 1, doc: text('Size of each bootstrap sample as a fraction of the training part.', 'Tamaño de cada muestra bootstrap como fracción de la parte de entrenamiento.') }),
    average,
  },
  members: (hyperparameters) => hyperparameters.members,
  average: (hyperparameters) => hyperparameters.average,
  sample({ fraction }, { seed, member, sampleCount }) {
    const random = createRandom(seed, `bagging/${member}`)
    return Int32Array.from({ length: Math.max(1, Math.round(fraction * sampleCount)) }, () => random.integer(sampleCount))
  },
})
