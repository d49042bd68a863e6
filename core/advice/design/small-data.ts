import { text } from '../../schema/text.ts'
import { defineDesignAdvice, followsGradients } from '../definition.ts'

/** From the lecture on: up to about here, looking at all samples before each step pays. */
const SMALL = 10_000
/** Beyond, the directions that such rules keep cost more than they bring. */
const MOST_PARAMETERS = 100_000

export const smallData = defineDesignAdvice({
  source: 'Lecture 000, "¿Qué algoritmo utilizar?"',
  advise({ sketch: { optimizer, augmentation, regularizers }, trainingSamples, parameterCount, fullBatch, layerKinds }) {
    const random = augmentation.length > 0 || layerKinds.some((kind) => /dropout|noise/i.test(kind)) || regularizers.some(({ definition }) => definition.apply === undefined)
    if (optimizer === null || !followsGradients(optimizer) || optimizer.kind === 'rprop' || trainingSamples > SMALL || parameterCount > MOST_PARAMETERS || fullBatch || random) return null
    return {
      path: 'optimizer',
      suggestion: text('Try a full-batch method: L-BFGS, conjugate gradients or Rprop.', 'Pruebe un método por lote completo: L-BFGS, gradientes conjugados o Rprop.'),
      reason: text(
        `With ${trainingSamples} training samples a step can look at all of them, and a method that uses their exact gradient needs no learning rate.`,
        `Con ${trainingSamples} muestras de entrenamiento, un paso puede verlas todas, y un método que usa su gradiente exacto no necesita tasa de aprendizaje.`,
      ),
      changes: [{ path: 'optimizer', value: { kind: 'lBfgs' } }, { path: 'batches.size', value: 'full' }, { path: 'schedule', value: { kind: 'constant' } }],
    }
  },
})
