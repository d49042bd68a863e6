import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineGeometric, symmetric } from './definition.ts'

export const scale = defineGeometric({
  label: text('Scale', 'Escalar'),
  doc: text('Makes each picture larger or smaller about its centre, by a factor between 1/(1 + s) and 1 + s.', 'Agranda o reduce cada imagen respecto a su centro, por un factor entre 1/(1 + s) y 1 + s.'),
  reference: 'Lecture 000; Cireşan et al. (2010), "Deep big simple neural nets excel on handwritten digit recognition"',
  hyperparameters: {
    strength: float({ label: text('Strength s', 'Intensidad s'), default: 0.15, min: 0, max: 9, doc: text('0.15 is up to 15 % larger, or smaller by the same factor.', '0.15 es hasta un 15 % mayor, o menor por el mismo factor.') }),
  },
  prepare: (height, width, { strength }) => ({ x, y }, random) => {
    const shrink = Math.exp(-symmetric(random, Math.log(1 + strength)))
    const [cx, cy] = [(width - 1) / 2, (height - 1) / 2]
    for (let i = 0; i < x.length; i++) {
      x[i] = cx + shrink * (x[i] - cx)
      y[i] = cy + shrink * (y[i] - cy)
    }
  },
})
