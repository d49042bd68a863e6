import { text } from '../../schema/text.ts'
import { defineDesignAdvice, followsGradients } from '../definition.ts'

/** In fewer epochs there is little to settle. */
const LONG = 10

export const fallingRate = defineDesignAdvice({
  source: 'Lecture 000: "reduce the learning rate at the end"',
  advise({ sketch: { optimizer, schedule, stop }, fullBatch }) {
    if (optimizer === null || !followsGradients(optimizer) || schedule?.kind !== 'constant' || stop.epochs < LONG || fullBatch || ['rprop', 'vSgd', 'adadelta'].includes(optimizer.kind)) return null
    return {
      path: 'schedule',
      suggestion: text('Let the learning rate fall towards the end.', 'Haga bajar la tasa de aprendizaje hacia el final.'),
      reason: text(
        'With a constant rate the weights keep jumping about the minimum, as far as the noise of the batches throws them; smaller steps settle.',
        'Con una tasa constante los pesos siguen saltando alrededor del mínimo, tanto como los lanza el ruido de los lotes; los pasos menores se asientan.',
      ),
      changes: [{ path: 'schedule', value: { kind: 'cosine' } }],
    }
  },
})
