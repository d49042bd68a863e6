import { int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'

/** Steps of each sequence. */
export const lengthOf = <const N extends number>(initial: N) =>
  int({ default: initial, min: 2, max: 1000, scale: 'log', label: text('Length', 'Longitud'), doc: text('Of each sequence.', 'De cada secuencia.'), unit: text('steps', 'pasos') })
