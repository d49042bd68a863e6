import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineRegularizer } from './definition.ts'

export const maxNorm = defineRegularizer({
  label: text('Max-norm', 'Norma máxima'),
  doc: text('After each update, the incoming weights of a unit that are longer than c are shortened to ‖w‖ = c.', 'Tras cada actualización, los pesos de entrada de una neurona que superan c se acortan hasta ‖w‖ = c.'),
  reference: 'Srebro, Rennie & Jaakkola (2005); Hinton et al. (2012); lecture 000 (constraints on the weights)',
  hyperparameters: {
    limit: float({ live: true, label: text('Longest c', 'Máximo c'), default: 3, above: 0, doc: text('The greatest length of a unit’s incoming weights; 3 or 4 is usual.', 'La mayor longitud de los pesos de entrada de una neurona; lo usual es 3 o 4.') }),
  },
  afterUpdate: (ops, weights, { limit }) => ops.limitRowNorms(weights, limit),
})
