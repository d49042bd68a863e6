import { text } from '../schema/text.ts'
import { defineCombination } from './definition.ts'
import { equalInputs } from './equal-inputs.ts'

export const add = defineCombination({
  label: text('Add', 'Suma'),
  doc: text('y = x₁ + x₂ + …: with a path around other layers, a residual connection, along which gradients pass unchanged.', 'y = x₁ + x₂ + …: con un camino que rodea otras capas, una conexión residual por la que los gradientes pasan sin cambios.'),
  keywords: text('residual skip shortcut resnet', 'residual atajo resnet'),
  reference: 'He, Zhang, Ren & Sun (2016), Deep residual learning; lecture 001',
  family: 'combination',
  inputs: 'many',
  hyperparameters: {},
  outputShape: (inputs, _, path, issues) => equalInputs(inputs, path, issues),
  multiplyAdds: () => 0,
  forward([first, second, ...rest], { ops }) {
    const y = ops.create(first.shape)
    ops.add(first, second, y)
    for (const x of rest) ops.add(x, y, y)
    return {
      y,
      backward: (dy) => [dy, ...[second, ...rest].map(() => {
        const dx = ops.create(dy.shape)
        ops.copy(dy, dx)
        return dx
      })],
    }
  },
})
