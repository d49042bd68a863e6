import { suitedInitializer } from '../../network/suited-initializer.ts'
import { text } from '../../schema/text.ts'
import { defineDesignAdvice } from '../definition.ts'

/** Below this in a network of several layers activities fade, above they saturate. */
const NARROW = 0.02
const WIDE = 0.5

export const matchingInitializer = defineDesignAdvice({
  source: 'Lecture 001, initialization: variance 0.01 and variance 1; He et al. (2015)',
  advise({ hidden }) {
    const bad = hidden.filter(({ initializer, initializerDeviation }) => initializer === 'normal' && initializerDeviation !== null && ((initializerDeviation <= NARROW && hidden.length > 1) || initializerDeviation >= WIDE))
    if (bad.length === 0) return null
    const [{ activation, initializerDeviation }] = bad
    const better = suitedInitializer(activation)
    return {
      path: `network.layers[${bad[0].index}].initializer`,
      suggestion: text(`Draw weights by their number of inputs: ${better}.`, `Sortee los pesos según su número de entradas: ${better}.`),
      reason: initializerDeviation! >= WIDE
        ? text(`Weights of deviation ${initializerDeviation} saturate the units, and their gradients become 0.`, `Los pesos de desviación ${initializerDeviation} saturan las unidades, y sus gradientes pasan a 0.`)
        : text(`With weights of deviation ${initializerDeviation} activities fade to 0 from layer to layer.`, `Con pesos de desviación ${initializerDeviation} las activaciones se apagan de capa en capa.`),
      changes: bad.map(({ index, activation: own }) => ({ path: `network.layers[${index}].initializer`, value: suitedInitializer(own) })),
    }
  },
})
