import { text } from '../../schema/text.ts'
import { defineDesignAdvice } from '../definition.ts'

const LARGE = 10_000

export const largeData = defineDesignAdvice({
  source: 'Lecture 000, "¿Qué algoritmo utilizar?"',
  advise({ sketch: { optimizer }, trainingSamples, fullBatch }) {
    if (optimizer === null || trainingSamples <= LARGE || !fullBatch) return null
    return {
      path: 'batches.size',
      suggestion: text('Use mini-batches with RMSprop, vSGD or Adam.', 'Use minilotes con RMSprop, vSGD o Adam.'),
      reason: text(
        `${trainingSamples} samples say much the same again and again: half of them already give nearly the gradient of all, so many small steps get further than one.`,
        `${trainingSamples} muestras repiten mucho lo mismo: la mitad ya da casi el gradiente de todas, así que muchos pasos pequeños llegan más lejos que uno.`,
      ),
      changes: [{ path: 'optimizer', value: { kind: 'adam' } }, { path: 'batches', value: { size: 128, order: 'shuffle' } }],
    }
  },
})
