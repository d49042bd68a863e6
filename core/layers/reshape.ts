import { formatShape, sizeOf } from '../math/shape.ts'
import { shape } from '../schema/hyperparameter.ts'
import { describeValue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'

export const reshape = defineLayer({
  label: text('Reshape', 'Cambio de forma'),
  doc: text('The same numbers in the same order under another shape.', 'Los mismos números en el mismo orden con otra forma.'),
  keywords: text('view unflatten sequence image', 'vista secuencia imagen'),
  family: 'shape',
  hyperparameters: {
    shape: shape({ label: text('Shape', 'Forma'), default: [1], doc: text('Of one sample: channels × height × width for images, time × features for sequences.', 'De una muestra: canales × alto × ancho en imágenes, tiempo × características en secuencias.') }),
  },
  outputShape(input, hyperparameters, path, issues) {
    if (sizeOf(hyperparameters.shape) === sizeOf(input)) return hyperparameters.shape
    issues.push({
      path: `${path}.shape`,
      expected: text(`a shape of ${sizeOf(input)} numbers, as ${formatShape(input)}`, `una forma de ${sizeOf(input)} números, como ${formatShape(input)}`),
      received: describeValue(hyperparameters.shape),
    })
    return null
  },
  parameters: () => [],
  multiplyAdds: () => 0,
  forward: (x, { hyperparameters }) => ({
    y: { shape: [x.shape[0], ...hyperparameters.shape], data: x.data },
    backward: (dy) => ({ shape: x.shape, data: dy.data }),
  }),
})
