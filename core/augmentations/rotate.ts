import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineGeometric, radians, symmetric } from './definition.ts'

export const rotate = defineGeometric({
  label: text('Rotate', 'Girar'),
  doc: text('Turns each picture about its centre by an angle drawn from −a to a.', 'Gira cada imagen alrededor de su centro un ángulo sorteado entre −a y a.'),
  reference: 'Lecture 000; Simard, Steinkraus & Platt (2003)',
  hyperparameters: {
    angle: float({ label: text('Greatest angle a', 'Ángulo máximo a'), default: 10, min: 0, max: 180, unit: text('degrees', 'grados'), doc: text('How far a picture may be turned, either way.', 'Cuánto puede girarse una imagen, en ambos sentidos.') }),
  },
  prepare: (height, width, { angle }) => ({ x, y }, random) => {
    const turn = radians(symmetric(random, angle))
    const [cosine, sine, cx, cy] = [Math.cos(turn), Math.sin(turn), (width - 1) / 2, (height - 1) / 2]
    for (let i = 0; i < x.length; i++) {
      const [dx, dy] = [x[i] - cx, y[i] - cy]
      x[i] = cx + cosine * dx + sine * dy
      y[i] = cy - sine * dx + cosine * dy
    }
  },
})
