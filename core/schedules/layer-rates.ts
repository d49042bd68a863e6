import { choice } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'

export const layerRates = choice({
  label: text('Rates of the layers', 'Tasas de las capas'),
  default: 'same',
  options: {
    same: text('The same for all', 'La misma para todas'),
    rootFanIn: text('Proportional to √inputs', 'Proporcional a √entradas'),
    inverseRootFanIn: text('Proportional to 1/√inputs', 'Proporcional a 1/√entradas'),
  },
  doc: text(
    'By the number of inputs of a unit: √ to even out the speed of small and large weights (LeCun), 1/√ so that many small changes do not overshoot together (Hinton); lecture 000 has both.',
    'Según el número de entradas de una neurona: √ para igualar la velocidad de pesos pequeños y grandes (LeCun), 1/√ para que muchos cambios pequeños no se pasen juntos (Hinton); la lección 000 tiene ambas.',
  ),
})

/** What the learning rate of a parameter is multiplied by. */
export function layerRate(choice: keyof typeof layerRates.options, fanIn: number): number {
  if (choice === 'same') return 1
  const root = Math.sqrt(Math.max(1, fanIn))
  return choice === 'rootFanIn' ? root : 1 / root
}
