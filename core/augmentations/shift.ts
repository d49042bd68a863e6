import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineGeometric, symmetric } from './definition.ts'

export const shift = defineGeometric({
  label: text('Shift', 'Desplazar'),
  doc: text('Moves each picture by a distance drawn from −d to d, in both directions; the border is continued outwards.', 'Mueve cada imagen una distancia sorteada entre −d y d, en ambas direcciones; el borde se prolonga hacia fuera.'),
  reference: 'Lecture 000; Simard, Steinkraus & Platt (2003), "Best practices for convolutional neural networks"',
  hyperparameters: {
    distance: float({ label: text('Greatest distance d', 'Distancia máxima d'), default: 2, min: 0, max: 1000, unit: text('pixels', 'píxeles'), doc: text('How far a picture may move.', 'Cuánto puede moverse una imagen.') }),
  },
  prepare: (_height, _width, { distance }) => ({ x, y }, random) => {
    const [dx, dy] = [symmetric(random, distance), symmetric(random, distance)]
    for (let i = 0; i < x.length; i++) {
      x[i] -= dx
      y[i] -= dy
    }
  },
})
