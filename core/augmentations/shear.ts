import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineGeometric, radians, symmetric } from './definition.ts'

export const shear = defineGeometric({
  label: text('Shear', 'Inclinar'),
  doc: text('Slants each picture to the side, as italics do, by an angle drawn from −a to a.', 'Inclina cada imagen hacia un lado, como la cursiva, un ángulo sorteado entre −a y a.'),
  reference: 'Lecture 000; Cireşan et al. (2010)',
  hyperparameters: {
    angle: float({ label: text('Greatest angle a', 'Ángulo máximo a'), default: 10, min: 0, max: 80, unit: text('degrees', 'grados'), doc: text('How far upright lines may lean, either way.', 'Cuánto pueden inclinarse las líneas verticales, en ambos sentidos.') }),
  },
  prepare: (height, _width, { angle }) => ({ x, y }, random) => {
    const lean = Math.tan(radians(symmetric(random, angle)))
    for (let i = 0; i < x.length; i++) x[i] += lean * (y[i] - (height - 1) / 2)
  },
})
