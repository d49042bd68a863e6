import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineGeometric } from './definition.ts'

export const flip = defineGeometric({
  label: text('Mirror', 'Reflejar'),
  doc: text('Exchanges left and right in some of the pictures. Not for digits and letters: their mirror images mean something else.', 'Intercambia izquierda y derecha en algunas imágenes. No sirve para cifras ni letras: su reflejo significa otra cosa.'),
  reference: 'Krizhevsky, Sutskever & Hinton (2012), "ImageNet classification with deep convolutional neural networks", section 4.1',
  hyperparameters: {
    probability: float({ label: text('Share of pictures', 'Proporción de imágenes'), default: 0.5, min: 0, max: 1, doc: text('How often a picture is mirrored.', 'Con qué frecuencia se refleja una imagen.') }),
  },
  prepare: (_height, width, { probability }) => ({ x }, random) => {
    if (random.uniform() >= probability) return
    for (let i = 0; i < x.length; i++) x[i] = width - 1 - x[i]
  },
})
