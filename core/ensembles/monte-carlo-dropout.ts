import { int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { definePasses } from './definition.ts'

export const monteCarloDropout = definePasses({
  label: text('Monte-Carlo dropout', 'Dropout Monte Carlo'),
  doc: text(
    'Dropout stays on at prediction: the same input passes several times through randomly thinned networks. The mean is the prediction, the spread its uncertainty. Curves show the network with dropout off.',
    'El dropout sigue activo al predecir: la misma entrada pasa varias veces por redes recortadas al azar. La media es la predicción y la dispersión, su incertidumbre. Las curvas muestran la red sin dropout.',
  ),
  reference: 'Gal & Ghahramani (2016), Dropout as a Bayesian approximation; lecture 000 (dropout, applied several times to the same input)',
  hyperparameters: {
    passes: int({ label: text('Passes', 'Pasadas'), default: 50, min: 1, max: 10_000, scale: 'log', doc: text('Predictions that are averaged; the error of the mean falls as 1/√n.', 'Predicciones que se promedian; el error de la media baja como 1/√n.') }),
  },
  passes: (hyperparameters) => hyperparameters.passes,
})
