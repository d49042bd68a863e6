import { sizeOf } from '../math/shape.ts'
import { describeValue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'
import { asChannels, normalizeSampleRows } from './normalize-rows.ts'
import { affine, epsilon, scaleAndShift } from './scale-and-shift.ts'

export const instanceNormalization = defineLayer({
  label: text('Instance normalization', 'Normalización por instancia'),
  doc: text(
    'y = γ(x − μ)/√(σ² + ε) + β with the mean and variance of each channel of each sample: takes contrast and brightness away.',
    'y = γ(x − μ)/√(σ² + ε) + β con la media y la varianza de cada canal de cada muestra: elimina contraste y brillo.',
  ),
  keywords: text('instancenorm in style', 'instancenorm in estilo'),
  reference: 'Ulyanov, Vedaldi & Lempitsky (2016); lecture 001',
  family: 'normalization',
  hyperparameters: { epsilon, affine },
  reach: () => 'all',
  outputShape(input, _, path, issues) {
    if (input.length > 1 && sizeOf(input.slice(1)) > 1) return input
    issues.push({
      path,
      expected: text('channels with several values each, as an image has', 'canales con varios valores cada uno, como los de una imagen'),
      received: describeValue(input),
      fix: text('use layerNormalization for flat inputs: a single value minus its own mean is 0', 'use layerNormalization con entradas planas: un solo valor menos su propia media es 0'),
    })
    return null
  },
  parameters: ([channels], hyperparameters) => scaleAndShift([channels], hyperparameters.affine),
  multiplyAdds: () => 0,
  forward: (x, context) => normalizeSampleRows(x, x.shape[1], asChannels(x), context.hyperparameters.epsilon, context),
})
