import { text } from '../../schema/text.ts'
import { defineDesignAdvice } from '../definition.ts'

const SQUARED = ['meanSquaredError', 'sumOfSquares']

export const crossEntropyForClasses = defineDesignAdvice({
  source: 'Lectures 000 and 002: squared error and cross-entropy',
  advise({ sketch: { outputs, layers }, classes }) {
    const output = outputs.find(({ loss }) => SQUARED.includes(loss.kind))
    const layer = layers.find(({ id }) => id === output?.from)
    const activation = (layer?.planned?.resolved.hyperparameters as { activation?: { kind: string } } | undefined)?.activation?.kind
    if (classes === null || output === undefined || layer === undefined || (activation !== 'logistic' && activation !== 'softmax')) return null
    const index = outputs.indexOf(output)
    return {
      path: `outputs[${index}].loss`,
      suggestion: text('Use softmax cross-entropy after a linear layer.', 'Use la entropía cruzada con softmax tras una capa lineal.'),
      reason: text(
        'The gradient of a squared error is multiplied by y·(1 − y): an output that is surely wrong hardly learns. With cross-entropy the factor cancels and y − t remains.',
        'El gradiente del error cuadrático se multiplica por y·(1 − y): una salida muy equivocada apenas aprende. Con la entropía cruzada el factor se cancela y queda y − t.',
      ),
      changes: (layer.planned?.outputShape[0] ?? 0) === classes.length
        ? [{ path: `outputs[${index}].loss`, value: { kind: 'softmaxCrossEntropy' } }, { path: `network.layers[${layer.index}].activation`, value: 'linear' }]
        : [],
    }
  },
})
