import { float, textValue } from '../schema/hyperparameter.ts'
import { describeValue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { defineLoss, logSum, softmaxRows } from './definition.ts'

/** `1, 2.5, 1` as numbers; null where it is no such list. */
function readWeights(given: string): readonly number[] | null {
  const weights = given.split(',').map((part) => Number(part.trim() === '' ? NaN : part))
  return weights.every((weight) => Number.isFinite(weight) && weight >= 0) ? weights : null
}

export const softmaxCrossEntropy = defineLoss({
  label: text('Softmax cross-entropy', 'Entropía cruzada con softmax'),
  doc: text(
    '−log softmax(z)_label, from logits z: the layer before it must be linear. Its gradient is softmax(z) − t.',
    '−log softmax(z)_clase, a partir de logits z: la capa anterior debe ser lineal. Su gradiente es softmax(z) − t.',
  ),
  reference: 'Lectures 000 (appendix), 002; label smoothing: Szegedy et al. (2016), Rethinking the Inception architecture, section 7',
  hyperparameters: {
    labelSmoothing: float({ label: text('Label smoothing ε', 'Suavizado de etiquetas ε'), default: 0, min: 0, below: 1, doc: text('The target becomes (1 − ε) for the right class plus ε/classes for every class, so that logits need not grow without end.', 'El objetivo pasa a ser (1 − ε) para la clase correcta más ε/clases para todas, así los logits no tienen que crecer sin fin.') }),
    classWeights: textValue({ label: text('Class weights', 'Pesos de las clases'), default: 'equal', doc: text('equal, balanced (each class counts alike in total, however rare), or a number for each class as 1, 2.5, 1. They act in training only.', 'equal (iguales), balanced (cada clase cuenta en total lo mismo, por rara que sea), o un número por clase como 1, 2.5, 1. Solo actúan al entrenar.') }),
  },
  targets: 'labels',
  fromLogits: true,
  link: 'softmax',
  likelihood: () => 1,
  needs: text('classes as targets', 'clases como objetivo'),
  outputCounts: ({ classes }) => (classes === null ? [] : [classes.length]),
  check({ classes }, { classWeights }, path, issues) {
    if (classes === null || classWeights === 'equal' || classWeights === 'balanced') return
    if (readWeights(classWeights)?.length === classes.length) return
    issues.push({
      path: `${path}.classWeights`,
      expected: text(`equal, balanced, or ${classes.length} numbers of at least 0 with commas between them`, `equal, balanced, o ${classes.length} números de al menos 0 separados por comas`),
      received: describeValue(classWeights),
    })
  },
  classWeights(counts, { classWeights }) {
    if (classWeights === 'equal') return null
    if (classWeights !== 'balanced') return readWeights(classWeights)
    const total = counts.reduce((sum, count) => sum + count, 0)
    return counts.map((count) => (count === 0 ? 1 : total / (counts.length * count)))
  },
  apply: (ops, outputs, { labels, classWeights }, target, { labelSmoothing }) => ops.softmaxCrossEntropy(outputs, labels, target, { smoothing: labelSmoothing, weights: classWeights }),
  value(outputs, targets, { labelSmoothing }) {
    const mean = Array.from(outputs).reduce((sum, z) => sum + z, 0) / outputs.length
    return logSum(outputs) - (1 - labelSmoothing) * outputs[targets[0]] - labelSmoothing * mean
  },
  predict: softmaxRows,
})
