import { text } from '../schema/text.ts'
import { classScores } from './class-scores.ts'
import { defineMetric } from './definition.ts'

/** Below this a float32 probability is taken to be rounded to 0. */
const LEAST = 2 ** -24

export const logLoss = defineMetric({
  label: text('Log-loss', 'Pérdida logarítmica'),
  doc: text('Mean of −log p of the right class, whatever loss was trained; confident mistakes count most. p is at least 2⁻²⁴.', 'Media de −log p de la clase correcta, se entrene con la pérdida que se entrene; los errores confiados pesan más. p es al menos 2⁻²⁴.'),
  hyperparameters: {},
  task: 'classification',
  goal: 'minimize',
  unit: 'number',
  compute(outputs, { labels }) {
    const width = outputs.length / labels.length
    const first = width === 1 ? classScores(outputs, labels.length, 0) : outputs
    let sum = 0
    labels.forEach((label, i) => {
      const probability = width === 1 ? (label === 1 ? outputs[i] : first[i]) : outputs[i * width + label]
      sum -= Math.log(Math.max(LEAST, probability))
    })
    return sum / labels.length
  },
})
