import { text } from '../schema/text.ts'
import { defineLoss, logSum, softmaxRows } from './definition.ts'

export const klDivergence = defineLoss({
  label: text('Kullback–Leibler divergence', 'Divergencia de Kullback–Leibler'),
  doc: text(
    'Σ t·log(t/softmax(z)) between target probabilities t and those of the logits z: the layer before it must be linear. Its gradient is softmax(z) − t.',
    'Σ t·log(t/softmax(z)) entre las probabilidades objetivo t y las de los logits z: la capa anterior debe ser lineal. Su gradiente es softmax(z) − t.',
  ),
  reference: 'Kullback & Leibler (1951); Hinton, Vinyals & Dean (2015)',
  hyperparameters: {},
  targets: 'values',
  fromLogits: true,
  link: 'softmax',
  likelihood: () => 1,
  needs: text('classes, or at least two target columns with probabilities', 'clases, o al menos dos columnas objetivo con probabilidades'),
  outputCounts: ({ classes, targetNames }) => (classes !== null ? [classes.length] : targetNames.length > 1 ? [targetNames.length] : []),
  apply: (ops, outputs, { values }, target) => ops.divergence(outputs, values!, target),
  value(outputs, targets) {
    const log = logSum(outputs)
    let sum = 0
    for (let i = 0; i < outputs.length; i++) sum += targets[i] === 0 ? 0 : targets[i] * (Math.log(targets[i]) - outputs[i] + log)
    return sum
  },
  predict: softmaxRows,
})
