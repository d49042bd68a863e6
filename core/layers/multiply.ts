import { text } from '../schema/text.ts'
import { defineCombination } from './definition.ts'
import { equalInputs } from './equal-inputs.ts'

export const multiply = defineCombination({
  label: text('Multiply', 'Producto'),
  doc: text('y = x₁ ∘ x₂ ∘ …, element by element: one input opens and closes the other, as a gate.', 'y = x₁ ∘ x₂ ∘ …, elemento a elemento: una entrada abre y cierra la otra, como una puerta.'),
  keywords: text('hadamard product gate gating', 'hadamard puerta'),
  reference: 'Hochreiter & Schmidhuber (1997); lecture 002',
  family: 'combination',
  inputs: 'many',
  hyperparameters: {},
  outputShape: (inputs, _, path, issues) => equalInputs(inputs, path, issues),
  multiplyAdds: () => 0,
  forward(inputs, { ops }) {
    const [first, second, ...rest] = inputs
    const y = ops.create(first.shape)
    ops.multiply(first, second, y)
    for (const x of rest) ops.multiply(x, y, y)
    return {
      y,
      backward: (dy) => inputs.map((_, index) => {
        const dx = ops.create(dy.shape)
        ops.copy(dy, dx)
        inputs.forEach((x, other) => { if (other !== index) ops.multiply(x, dx, dx) })
        return dx
      }),
    }
  },
})
