import { meanRows } from '../math/mean-rows.ts'
import { extremes } from '../math/moments.ts'
import { float, int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineSaliency } from './definition.ts'

export const smoothGrad = defineSaliency({
  label: text('SmoothGrad', 'SmoothGrad'),
  doc: text(
    'The mean gradient over noisy copies of the sample: what remains does not depend on tiny details.',
    'El gradiente medio sobre copias ruidosas de la muestra: lo que queda no depende de detalles diminutos.',
  ),
  reference: 'Smilkov, Thorat, Kim, Viégas & Wattenberg (2017)',
  sign: 'signed',
  hyperparameters: {
    copies: int({ label: text('Noisy copies', 'Copias ruidosas'), default: 50, min: 1, max: 1000, scale: 'log', doc: text('Over how many copies the mean is taken.', 'Sobre cuántas copias se toma la media.') }),
    noise: float({ label: text('Noise', 'Ruido'), default: 0.15, min: 0, max: 1, doc: text('Standard deviation of the noise, as a part of the range of the sample’s values.', 'Desviación típica del ruido, como parte del rango de los valores de la muestra.') }),
  },
  compute(network, input, output, { copies, noise }, random) {
    const { minimum: [least], maximum: [most] } = extremes(input, 1)
    const deviation = noise * (most - least)
    const inputs = new Float32Array(copies * input.length)
    for (let i = 0; i < inputs.length; i++) inputs[i] = input[i % input.length] + deviation * random.normal()
    return meanRows(network.gradients(inputs, copies, output), copies)
  },
})
