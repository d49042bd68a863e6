import { text } from '../../schema/text.ts'
import { defineDesignAdvice } from '../definition.ts'

/** This many parameters for each sample can learn the samples by heart. */
const MANY_PER_SAMPLE = 5

export const guardAgainstOverfitting = defineDesignAdvice({
  source: 'Lecture 001, overfitting and regularization',
  advise({ sketch: { regularizers, augmentation, stop, counts }, trainingSamples, parameterCount, layerKinds }) {
    const guarded = regularizers.length > 0 || augmentation.length > 0 || stop.early !== null || layerKinds.some((kind) => /dropout|noise/i.test(kind))
    if (guarded || trainingSamples === 0 || parameterCount < MANY_PER_SAMPLE * trainingSamples || counts === null) return null
    const early = counts.validation > 0
    return {
      path: early ? 'stop.early' : 'regularizers',
      suggestion: early ? text('Stop when the validation loss no longer falls, and keep the best weights.', 'Pare cuando la pérdida de validación deje de bajar y conserve los mejores pesos.') : text('Add weight decay (L2) or dropout.', 'Añada decaimiento de pesos (L2) o dropout.'),
      reason: text(
        `${parameterCount} parameters and ${trainingSamples} samples: the network can learn them by heart, noise included.`,
        `${parameterCount} parámetros y ${trainingSamples} muestras: la red puede aprendérselas de memoria, ruido incluido.`,
      ),
      changes: early ? [{ path: 'stop.early', value: { monitor: 'validation.loss', patience: 5, minDelta: 0, restoreBest: true } }] : [{ path: 'regularizers', value: [{ kind: 'l2' }] }],
    }
  },
})
