import { text } from '../schema/text.ts'
import { defineInitializer } from './definition.ts'

export const zeros = defineInitializer({
  label: text('Zeros', 'Ceros'),
  doc: text('Every number 0. Right for biases; weights that start at 0 learn nothing behind a hidden layer.', 'Todos los números 0. Adecuado para los sesgos; los pesos que empiezan en 0 no aprenden nada tras una capa oculta.'),
  reference: 'Lecture 000',
  hyperparameters: {},
  sample: () => 0,
})
