import { text } from '../../schema/text.ts'
import { defineDesignAdvice } from '../definition.ts'

export const momentum = defineDesignAdvice({
  source: 'Lecture 000, "momentum"; Sutskever et al. (2013)',
  advise({ sketch: { optimizer, batches } }) {
    if (optimizer?.kind !== 'sgd' || batches.size === 1) return null
    const { learningRate } = optimizer.hyperparameters as { learningRate: number }
    return {
      path: 'optimizer',
      suggestion: text('Use momentum, or Nesterov’s.', 'Use momento, o el de Nesterov.'),
      reason: text(
        'Along a valley the steps add up, across it they cancel: plain gradient descent zigzags where momentum runs.',
        'A lo largo de un valle los pasos se suman y a lo ancho se anulan: el descenso simple zigzaguea donde el momento corre.',
      ),
      changes: [{ path: 'optimizer', value: { kind: 'momentum', learningRate } }],
    }
  },
})
