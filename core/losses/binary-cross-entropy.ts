import { text } from '../schema/text.ts'
import { defineLoss, outputCountsForValues, spreadPair } from './definition.ts'

export const binaryCrossEntropy = defineLoss({
  label: text('Binary cross-entropy', 'Entropía cruzada binaria'),
  doc: text(
    'Mean over the outputs of −t log σ(z) − (1 − t) log(1 − σ(z)), from logits z: the layer before it must be linear. Its gradient is σ(z) − t.',
    'Media sobre las salidas de −t log σ(z) − (1 − t) log(1 − σ(z)), a partir de logits z: la capa anterior debe ser lineal. Su gradiente es σ(z) − t.',
  ),
  reference: 'Lecture 002',
  hyperparameters: {},
  targets: 'values',
  fromLogits: true,
  link: 'logistic',
  likelihood: (outputs) => outputs,
  needs: text('classes as targets', 'clases como objetivo'),
  outputCounts: (data) => (data.classes === null ? [] : outputCountsForValues(data)),
  apply: (ops, outputs, { values }, target) => ops.binaryCrossEntropy(outputs, values!, target),
  value(outputs, targets) {
    let sum = 0
    for (let i = 0; i < outputs.length; i++) sum += Math.max(outputs[i], 0) + Math.log1p(Math.exp(-Math.abs(outputs[i]))) - targets[i] * outputs[i]
    return sum / outputs.length
  },
  predict(outputs, rows) {
    const probabilities = outputs.map((z) => 1 / (1 + Math.exp(-z)))
    return probabilities.length === rows ? spreadPair(probabilities) : probabilities
  },
})
