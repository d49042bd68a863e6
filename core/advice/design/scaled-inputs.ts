import { text } from '../../schema/text.ts'
import { defineDesignAdvice } from '../definition.ts'

export const scaledInputs = defineDesignAdvice({
  source: 'Lecture 000; LeCun et al. (1998), "Efficient BackProp", section 4.3',
  advise({ sketch: { preprocessing, data }, layerKinds, pictures }) {
    const scaled = preprocessing.some(({ kind }) => kind !== 'impute' && kind !== 'oneHot' && kind !== 'targetScaling')
    const symbols = layerKinds.includes('embedding')
    // Pixels already run from 0 to 1.
    if (data === null || scaled || pictures || symbols || layerKinds[0] === 'batchNormalization') return null
    return {
      path: 'preprocessing',
      suggestion: text('Standardize the features: mean 0, deviation 1.', 'Tipifique las variables: media 0, desviación 1.'),
      reason: text(
        'Features of different sizes stretch the error surface into a long valley, where steps that are safe across it are too short along it.',
        'Las variables de tamaños distintos estiran la superficie de error en un valle largo, donde los pasos seguros a lo ancho son demasiado cortos a lo largo.',
      ),
      changes: [{ path: 'preprocessing', value: [...preprocessing.map(({ kind, hyperparameters }) => ({ kind, ...hyperparameters })), { kind: 'standardize' }] }],
    }
  },
})
