import { text } from '../schema/text.ts'
import { defineLoss } from './definition.ts'

export const softmaxCrossEntropy = defineLoss({
  label: text('Softmax cross-entropy', 'Entropía cruzada con softmax'),
  doc: text(
    '−log softmax(z)_label, from logits z: the layer before it must be linear. Its gradient is softmax(z) − t.',
    '−log softmax(z)_clase, a partir de logits z: la capa anterior debe ser lineal. Su gradiente es softmax(z) − t.',
  ),
  reference: 'Lectures 000 (appendix), 002',
  hyperparameters: {},
  targets: 'labels',
  needs: text('classes as targets', 'clases como objetivo'),
  outputCounts: ({ classes }) => (classes === null ? [] : [classes.length]),
  apply: (ops, outputs, { labels }, target) => ops.softmaxCrossEntropy(outputs, labels, target),
  value(outputs, targets) {
    const maximum = Math.max(...Array.from(outputs))
    let sum = 0
    for (let i = 0; i < outputs.length; i++) sum += Math.exp(outputs[i] - maximum)
    return Math.log(sum) + maximum - outputs[targets[0]]
  },
  predict(outputs, rows) {
    const classes = outputs.length / rows
    const probabilities = new Float32Array(outputs.length)
    for (let start = 0; start < outputs.length; start += classes) {
      let maximum = -Infinity
      for (let i = start; i < start + classes; i++) maximum = Math.max(maximum, outputs[i])
      let sum = 0
      for (let i = start; i < start + classes; i++) sum += Math.exp(outputs[i] - maximum)
      for (let i = start; i < start + classes; i++) probabilities[i] = Math.exp(outputs[i] - maximum) / sum
    }
    return probabilities
  },
})
