import { text } from '../../schema/text.ts'
import { defineDesignAdvice, followsGradients } from '../definition.ts'

export const limitRecurrentGradients = defineDesignAdvice({
  source: 'Lecture 001, "recortar los gradientes"; Pascanu, Mikolov & Bengio (2013)',
  advise({ layerKinds, sketch: { regularizers, optimizer } }) {
    const recurrent = layerKinds.find((kind) => ['simpleRecurrent', 'lstm', 'gru'].includes(kind))
    if (recurrent === undefined || !followsGradients(optimizer) || regularizers.some(({ kind }) => kind.startsWith('clip'))) return null
    return {
      path: 'regularizers',
      suggestion: text('Limit the norm of the gradient.', 'Limite la norma del gradiente.'),
      reason: text(
        'Back-propagation through time multiplies by the same weights at every step: now and then the gradient explodes, and one such step throws away what was learned.',
        'La retropropagación a través del tiempo multiplica por los mismos pesos en cada instante: de vez en cuando el gradiente explota, y un solo paso así tira lo aprendido.',
      ),
      changes: [{ path: 'regularizers', value: [...regularizers.map(({ kind, hyperparameters }) => ({ kind, ...hyperparameters })), { kind: 'clipNorm' }] }],
    }
  },
})
