import { text } from '../../schema/text.ts'
import { defineDesignAdvice, followsGradients } from '../definition.ts'

/** With fewer, the shared weights have too little to learn from. */
const ENOUGH = 1000

export const convolutionForPictures = defineDesignAdvice({
  source: 'Lecture 000, convolutional networks: shared weights',
  advise({ trainingSamples, pictures, layerKinds, sketch: { optimizer } }) {
    const local = layerKinds.some((kind) => kind.startsWith('conv') || kind.startsWith('locallyConnected'))
    if (!pictures || local || trainingSamples < ENOUGH || !followsGradients(optimizer)) return null
    return {
      path: 'network.layers',
      suggestion: text('Put a convolution and a pooling layer before the dense ones.', 'Ponga una convolución y una agrupación antes de las capas densas.'),
      reason: text(
        'A dense layer learns a pattern anew for every place where it may stand; a convolution learns it once for all of them.',
        'Una capa densa aprende un patrón de nuevo en cada lugar donde puede estar; una convolución lo aprende una vez para todos.',
      ),
      changes: [],
    }
  },
})
