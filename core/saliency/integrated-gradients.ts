import { meanRows } from '../math/mean-rows.ts'
import { int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineSaliency } from './definition.ts'

export const integratedGradients = defineSaliency({
  label: text('Integrated gradients', 'Gradientes integrados'),
  doc: text(
    'The gradient along the straight way from the mean training sample to this one, times the difference: the values add up to how far the output of this sample is from that of the mean.',
    'El gradiente a lo largo del camino recto desde la muestra media hasta esta, por la diferencia: los valores suman lo que la salida de esta muestra dista de la de la media.',
  ),
  reference: 'Sundararajan, Taly & Yan (2017)',
  sign: 'signed',
  hyperparameters: {
    steps: int({ label: text('Steps', 'Pasos'), default: 64, min: 2, max: 1000, scale: 'log', doc: text('At how many places of the way the gradient is taken.', 'En cuántos lugares del camino se toma el gradiente.') }),
  },
  compute(network, input, output, { steps }) {
    const { background } = network
    const way = new Float32Array(steps * input.length)
    // Middle points: the error falls with the square of their number.
    for (let step = 0; step < steps; step++) {
      const share = (step + 0.5) / steps
      for (let i = 0; i < input.length; i++) way[step * input.length + i] = background[i] + share * (input[i] - background[i])
    }
    return meanRows(network.gradients(way, steps, output), steps).map((slope, i) => slope * (input[i] - background[i]))
  },
})
