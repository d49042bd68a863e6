import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineInitializer } from './definition.ts'

export const constant = defineInitializer({
  label: text('Constant', 'Constante'),
  doc: text('Every number the same. Right for biases; weights that start equal learn the same thing.', 'Todos los números iguales. Adecuado para los sesgos; los pesos que empiezan iguales aprenden lo mismo.'),
  reference: 'Lecture 000',
  hyperparameters: {
    value: float({ label: text('Value', 'Valor'), default: 0, doc: text('The number.', 'El número.') }),
  },
  sample: (_random, _tensor, { value }) => value,
})
