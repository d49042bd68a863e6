import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineRegularizer } from './definition.ts'

/** The lecture asks for a penalty with almost no effect on large weights; this is the one with a name. */
export const weightElimination = defineRegularizer({
  label: text('Weight elimination', 'Eliminación de pesos'),
  doc: text(
    'Adds λ Σ (w/w₀)² / (1 + (w/w₀)²) to the loss: pulls weights below w₀ towards zero and spares large ones.',
    'Suma λ Σ (w/w₀)² / (1 + (w/w₀)²) a la pérdida: atrae hacia cero los pesos menores que w₀ y respeta los grandes.',
  ),
  reference: 'Weigend, Rumelhart & Huberman (1991); lecture 000 (a penalty that spares large weights)',
  hyperparameters: {
    strength: float({ live: true, label: text('Strength λ', 'Intensidad λ'), default: 0.0001, min: 0, scale: 'log', doc: text('Weight of the penalty.', 'Peso de la penalización.') }),
    size: float({ live: true, label: text('Size w₀', 'Tamaño w₀'), default: 1, above: 0, scale: 'log', doc: text('Weights much larger than this are spared.', 'Los pesos mucho mayores que este se respetan.') }),
  },
  apply(ops, { value, gradient }, penalty, { strength, size }) {
    ops.addEliminationGradient(strength, size, value, gradient)
    ops.addElimination(value, strength, size, penalty)
  },
})
