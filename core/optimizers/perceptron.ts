import { describeValue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { learningRate } from './definition.ts'
import { checkSingleLayer, writeCorrections } from './error-correction.ts'
import { defineRule } from './rule.ts'

const NAME = text('the perceptron', 'el perceptrón')

export const perceptron = defineRule({
  label: text('Perceptron', 'Perceptrón'),
  doc: text(
    'Binary threshold units, one sample at a time: w ← w + η (d − y) x. Ends by itself after a pass without a mistake, which comes if and only if the classes are linearly separable (for several classes: each from all others).',
    'Neuronas de umbral binarias, muestra a muestra: w ← w + η (d − y) x. Termina por sí solo tras una pasada sin errores, que llega si y solo si las clases son linealmente separables (con varias clases: cada una de todas las demás).',
  ),
  reference: 'Rosenblatt (1958); Novikoff (1962); lecture 000, table 1.1',
  hyperparameters: { learningRate: learningRate(0.1) },
  hasGradients: false,
  check(context, issues) {
    checkSingleLayer({ rule: NAME, activations: ['step', 'sign'], losses: { step: ['meanSquaredError', 'sumOfSquares'], sign: ['hinge'] } }, context, issues)
    if (context.batchSize !== 1) {
      issues.push({
        path: 'batches.size',
        expected: text('1: the perceptron corrects its weights after each sample', '1: el perceptrón corrige sus pesos tras cada muestra'),
        received: describeValue(context.batchSize),
        fix: text('set batches.size to 1', 'ponga batches.size a 1'),
      })
    }
    if (!context.showsEachOnce) {
      issues.push({
        path: 'batches.order',
        expected: text('an order that shows every sample once: a pass without a mistake must have seen them all', 'un orden que muestre cada muestra una vez: una pasada sin errores tiene que haberlas visto todas'),
        received: 'an order that repeats samples',
        fix: text('set batches.order to shuffle', 'ponga batches.order a shuffle'),
      })
    }
    context.regularizers.forEach((kind, index) => {
      issues.push({
        path: `regularizers[${index}].kind`,
        expected: text('no regularizer: the perceptron changes nothing when it makes no mistake', 'ningún regularizador: el perceptrón no cambia nada si no se equivoca'),
        received: describeValue(kind),
        fix: text('leave it out', 'déjelo fuera'),
      })
    })
  },
  evaluations: () => 1,
  writeChange: writeCorrections,
  passScores(outputs, labels, lowest) {
    const units = outputs.length / labels.length
    const desired = (row: number, unit: number): number => ((units === 1 ? labels[row] === 1 : labels[row] === unit) ? 1 : lowest)
    let mistakes = 0
    for (let row = 0; row < labels.length; row++) {
      let right = true
      for (let unit = 0; unit < units; unit++) right &&= outputs[row * units + unit] === desired(row, unit)
      if (!right) mistakes++
    }
    return { mistakes }
  },
  solved: ({ mistakes }) => mistakes === 0,
})
