import { text } from '../../schema/text.ts'
import { defineRunAdvice, followsGradients } from '../definition.ts'

/** This share of the epochs made the training loss worse. */
const RESTLESS = 0.35

export const smallerRate = defineRunAdvice({
  source: 'Lecture 000: reduce the rate when the error oscillates',
  advise({ epochs, reason, experiment: { optimizer, schedule } }) {
    const { learningRate } = optimizer.hyperparameters as { learningRate?: number }
    if (reason === 'diverged' || learningRate === undefined || !followsGradients(optimizer) || epochs.length < 6) return null
    const losses = epochs.slice(1).map(({ train }) => train['loss'])
    const risen = losses.filter((loss, i) => i > 0 && loss > losses[i - 1]).length
    if (risen < RESTLESS * (losses.length - 1)) return null
    const smaller = Number((learningRate / 3).toPrecision(2))
    return {
      path: 'optimizer.learningRate',
      suggestion: schedule.kind === 'constant' ? text(`Try a smaller learning rate (${smaller}), or let it fall on plateaus.`, `Pruebe una tasa menor (${smaller}), o hágala bajar en las mesetas.`) : text(`Try a smaller learning rate (${smaller}).`, `Pruebe una tasa menor (${smaller}).`),
      reason: text(`The training loss rose in ${risen} of ${losses.length - 1} epochs: the steps jump over the valley instead of into it.`, `La pérdida de entrenamiento subió en ${risen} de ${losses.length - 1} épocas: los pasos saltan sobre el valle en lugar de entrar en él.`),
      changes: [{ path: 'optimizer.learningRate', value: smaller }],
    }
  },
})
