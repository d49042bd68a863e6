import { text } from '../../schema/text.ts'
import { defineDesignAdvice } from '../definition.ts'

const SATURATING = ['logistic', 'tanh', 'leCunTanh', 'tanhLinear', 'softsign', 'hardSigmoid']
/** From here on the first layers of the lecture's network hardly learned. */
const DEEP = 3

export const vanishingGradient = defineDesignAdvice({
  source: 'Lecture 003, vanishing gradient; lecture 001, "mitigación"',
  advise({ hidden, layerKinds, sketch: { optimizer, pretraining } }) {
    const saturating = hidden.filter(({ activation }) => SATURATING.includes(activation))
    const mended = layerKinds.some((kind) => /Normalization$/.test(kind) || kind === 'add') || pretraining !== null || optimizer?.definition.sort === 'rule'
    if (saturating.length < DEEP || mended) return null
    return {
      path: `network.layers[${saturating[0].index}].activation`,
      suggestion: text('Use ReLU with He initialization in the hidden layers, or batch normalization between them.', 'Use ReLU con inicialización de He en las capas ocultas, o normalización por lotes entre ellas.'),
      reason: text(
        `The gradient passes ${saturating.length} saturating layers (${saturating[0].activation}); each makes it smaller, about ten times with the logistic function, and the first layers stay as they were drawn.`,
        `El gradiente atraviesa ${saturating.length} capas que se saturan (${saturating[0].activation}); cada una lo reduce, unas diez veces con la logística, y las primeras capas se quedan como se sortearon.`,
      ),
      changes: saturating.flatMap(({ index }) => [{ path: `network.layers[${index}].activation`, value: 'relu' }, { path: `network.layers[${index}].initializer`, value: 'heNormal' }]),
    }
  },
})
