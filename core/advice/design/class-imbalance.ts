import { text } from '../../schema/text.ts'
import { defineDesignAdvice } from '../definition.ts'

/** Classes this many times as frequent as others take the loss over. */
const UNEVEN = 4

export const classImbalance = defineDesignAdvice({
  source: 'Lecture 000; He & Garcia (2009), "Learning from imbalanced data"',
  advise({ sketch: { batches, outputs, metrics }, classes, classCounts }) {
    if (classes === null || classCounts === null || batches.order === 'balanced') return null
    const present = classCounts.filter((count) => count > 0)
    const [least, most] = [Math.min(...present), Math.max(...present)]
    const weighted = outputs.some(({ loss }) => (loss.hyperparameters as { classWeights?: string }).classWeights !== undefined && (loss.hyperparameters as { classWeights?: string }).classWeights !== 'equal')
    if (present.length < 2 || most < UNEVEN * least || weighted) return null
    const [rare, frequent] = [classes[classCounts.indexOf(least)], classes[classCounts.indexOf(most)]]
    const measured = metrics.some(({ kind }) => ['balancedAccuracy', 'f1', 'recall', 'averagePrecision'].includes(kind))
    return {
      path: 'batches.order',
      suggestion: text('Show as many samples of each class, and judge by balanced accuracy.', 'Muestre igual número de muestras de cada clase y juzgue por la exactitud equilibrada.'),
      reason: text(
        `"${frequent}" has ${most} samples, "${rare}" ${least}: a network that never answers "${rare}" already looks good.`,
        `«${frequent}» tiene ${most} muestras, «${rare}» ${least}: una red que nunca responde «${rare}» ya parece buena.`,
      ),
      changes: [{ path: 'batches.order', value: 'balanced' }, ...(measured ? [] : [{ path: 'metrics', value: [...metrics.map(({ kind, hyperparameters }) => ({ kind, ...hyperparameters })), { kind: 'balancedAccuracy' }] }])],
    }
  },
})
