import { activations } from '../activations/registry.ts'
import { block, float, int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'

export const unitsOf = <const N extends number>(initial: N) =>
  int({ label: text('Units', 'Unidades'), default: initial, min: 1, max: 4096, scale: 'log', doc: text('Of each hidden layer.', 'De cada capa oculta.') })

export const hiddenLayers = <const N extends number>(initial: N) =>
  int({ label: text('Hidden layers', 'Capas ocultas'), default: initial, min: 1, max: 20, doc: text('Between the data and the output layer.', 'Entre los datos y la capa de salida.') })

export const activationOf = <const A extends string>(initial: A) =>
  block({ label: text('Activation', 'Activación'), registry: activations, default: initial, doc: text('Of the hidden units.', 'De las unidades ocultas.') })

export const dropout = <const N extends number>(initial: N) =>
  float({ label: text('Dropout', 'Dropout'), default: initial, min: 0, max: 0.9, doc: text('Fraction of hidden outputs that is switched off at random in training.', 'Fracción de salidas ocultas que se apaga al azar al entrenar.') })

export const firstFilters = <const N extends number>(initial: N) =>
  int({ label: text('Filters', 'Filtros'), default: initial, min: 1, max: 512, scale: 'log', doc: text('Of the first convolutions; each stage has twice as many as the one before.', 'De las primeras convoluciones; cada etapa tiene el doble que la anterior.') })
