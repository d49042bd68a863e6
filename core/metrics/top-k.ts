import { int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineMetric } from './definition.ts'

export const topK = defineMetric({
  label: text('Top-k accuracy', 'Exactitud entre las k primeras'),
  doc: text('Share of the samples whose right class is among the k most probable ones.', 'Proporción de muestras cuya clase correcta está entre las k más probables.'),
  hyperparameters: {
    k: int({ default: 5, min: 1, label: text('k', 'k'), doc: text('How many of the most probable classes count.', 'Cuántas de las clases más probables cuentan.') }),
  },
  task: 'classification',
  goal: 'maximize',
  unit: 'fraction',
  compute(outputs, { labels }, { k }) {
    const width = outputs.length / labels.length
    let found = 0
    labels.forEach((label, i) => {
      if (rankOf(outputs, i, width, label) < k) found++
    })
    return found / labels.length
  },
})

/** How many classes come before `label`: the more probable ones, and equally probable ones with a smaller index. A single output is the probability of class 1. */
function rankOf(outputs: Float32Array, sample: number, width: number, label: number): number {
  if (width === 1) return (outputs[sample] >= 0.5 ? 1 : 0) === label ? 0 : 1
  const own = outputs[sample * width + label]
  let rank = 0
  for (let other = 0; other < width; other++) {
    const probability = outputs[sample * width + other]
    if (probability > own || (probability === own && other < label)) rank++
  }
  return rank
}
