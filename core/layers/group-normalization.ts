import { int } from '../schema/hyperparameter.ts'
import { describeValue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'
import { asChannels, normalizeSampleRows } from './normalize-rows.ts'
import { affine, epsilon, scaleAndShift } from './scale-and-shift.ts'

export const groupNormalization = defineLayer({
  label: text('Group normalization', 'Normalización por grupos'),
  doc: text(
    'y = γ(x − μ)/√(σ² + ε) + β with the mean and variance of a group of channels of each sample; γ and β per channel. Does not depend on the batch size.',
    'y = γ(x − μ)/√(σ² + ε) + β con la media y la varianza de un grupo de canales de cada muestra; γ y β por canal. No depende del tamaño del lote.',
  ),
  keywords: text('groupnorm gn', 'groupnorm gn'),
  reference: 'Wu & He (2018); lecture 001',
  family: 'normalization',
  hyperparameters: {
    groups: int({ label: text('Groups', 'Grupos'), default: 1, min: 1, max: 4096, doc: text('They share the channels (or features) out evenly.', 'Se reparten los canales (o características) por igual.') }),
    epsilon,
    affine,
  },
  reach: () => 'all',
  outputShape(input, { groups }, path, issues) {
    const [channels] = input
    if (channels % groups === 0) return input
    issues.push({ path: `${path}.groups`, expected: text(`a divisor of the ${channels} channels`, `un divisor de los ${channels} canales`), received: describeValue(groups) })
    return null
  },
  parameters: ([channels], hyperparameters) => scaleAndShift([channels], hyperparameters.affine),
  multiplyAdds: () => 0,
  forward: (x, context) => normalizeSampleRows(x, context.hyperparameters.groups, asChannels(x), context.hyperparameters.epsilon, context),
})
