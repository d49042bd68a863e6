import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineTensorInitializer } from './definition.ts'

export const identity = defineTensorInitializer({
  label: text('Identity', 'Identidad'),
  doc: text(
    'Each unit passes one input on, times a gain; a filter passes its middle pixel on. Signals start unchanged, in recurrent ReLU layers for many steps.',
    'Cada unidad deja pasar una entrada, multiplicada por una ganancia; un filtro deja pasar su píxel central. Las señales empiezan sin cambios, en capas recurrentes ReLU durante muchos pasos.',
  ),
  reference: 'Le, Jaitly & Hinton (2015); Zagoruyko & Komodakis (2017)',
  hyperparameters: {
    gain: float({ label: text('Gain', 'Ganancia'), default: 1, doc: text('The numbers of the diagonal.', 'Los números de la diagonal.') }),
  },
  fill(values, _random, { shape: [rows, columns = 1, ...kernel] }, { gain }) {
    values.fill(0)
    const size = kernel.reduce((product, length) => product * length, 1)
    const middle = kernel.reduce((place, length) => place * length + Math.floor((length - 1) / 2), 0)
    for (let i = 0; i < Math.min(rows, columns); i++) values[(i * columns + i) * size + middle] = gain
  },
})
