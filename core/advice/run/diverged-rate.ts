import { text } from '../../schema/text.ts'
import { defineRunAdvice } from '../definition.ts'

export const divergedRate = defineRunAdvice({
  source: 'Lecture 000: rates that are too large',
  advise({ reason, experiment: { optimizer } }) {
    const { learningRate } = optimizer.hyperparameters as { learningRate?: number }
    if (reason !== 'diverged' || learningRate === undefined) return null
    return {
      path: 'optimizer.learningRate',
      suggestion: text(`Try a tenth of the learning rate: ${Number((learningRate / 10).toPrecision(3))}.`, `Pruebe una décima parte de la tasa de aprendizaje: ${Number((learningRate / 10).toPrecision(3))}.`),
      reason: text('The loss grew until it was no number any more: each step went further up the other side of the valley.', 'La pérdida creció hasta dejar de ser un número: cada paso subía más por el otro lado del valle.'),
      changes: [{ path: 'optimizer.learningRate', value: Number((learningRate / 10).toPrecision(3)) }],
    }
  },
})
