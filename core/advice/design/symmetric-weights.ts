import { text } from '../../schema/text.ts'
import { defineDesignAdvice } from '../definition.ts'

export const symmetricWeights = defineDesignAdvice({
  source: 'Lecture 000, initialization: units that start alike stay alike',
  advise({ hidden }) {
    const alike = hidden.filter(({ initializer }) => initializer === 'zeros' || initializer === 'constant')
    if (alike.length === 0) return null
    return {
      path: `network.layers[${alike[0].index}].initializer`,
      suggestion: text('Draw the weights of hidden layers at random.', 'Sortee al azar los pesos de las capas ocultas.'),
      reason: text(`All units of "${alike[0].id}" begin with the same weights, get the same gradient, and remain copies of one unit.`, `Todas las unidades de «${alike[0].id}» empiezan con los mismos pesos, reciben el mismo gradiente y siguen siendo copias de una sola.`),
      changes: alike.map(({ index }) => ({ path: `network.layers[${index}].initializer`, value: 'glorotUniform' })),
    }
  },
})
