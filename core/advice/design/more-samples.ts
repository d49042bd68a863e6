import { text } from '../../schema/text.ts'
import { defineDesignAdvice, followsGradients } from '../definition.ts'

const FEW = 20_000

export const moreSamples = defineDesignAdvice({
  source: 'Lecture 001, "acrecentamiento de datos"; lecture 000, LeNet-5 and Cireşan',
  advise({ sketch: { augmentation, optimizer }, trainingSamples, pictures, layerKinds }) {
    const convolutional = layerKinds.some((kind) => kind.startsWith('conv'))
    if (!pictures || !convolutional || augmentation.length > 0 || trainingSamples > FEW || !followsGradients(optimizer)) return null
    return {
      path: 'augmentation',
      suggestion: text('Make more of the pictures: shift and rotate them a little in each epoch.', 'Saque más de las imágenes: desplácelas y gírelas un poco en cada época.'),
      reason: text(
        `${trainingSamples} pictures are few for a convolutional network, and a shifted picture is still of the same class.`,
        `${trainingSamples} imágenes son pocas para una red convolucional, y una imagen desplazada sigue siendo de la misma clase.`,
      ),
      changes: [{ path: 'augmentation', value: [{ kind: 'shift', distance: 1 }, { kind: 'rotate', angle: 8 }] }],
    }
  },
})
