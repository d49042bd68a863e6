import type { Shape } from '../math/shape.ts'
import { sameShape, sizeOf } from '../math/shape.ts'
import { describeValue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { Ops, StridedCopy } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import { defineCombination } from './definition.ts'

export const concatenate = defineCombination({
  label: text('Concatenate', 'Concatenación'),
  doc: text('Puts the features, or the channels, of several layers one after the other.', 'Pone una tras otra las características, o los canales, de varias capas.'),
  keywords: text('concat join merge densenet inception', 'concat unir densenet inception'),
  reference: 'Szegedy et al. (2015), Going deeper with convolutions; lecture 001',
  family: 'combination',
  inputs: 'many',
  hyperparameters: {},
  outputShape(inputs, _, path, issues) {
    const [[, ...rest]] = inputs
    const other = inputs.find((shape) => !sameShape(shape.slice(1), rest))
    if (other === undefined) return [inputs.reduce((sum, [channels]) => sum + channels, 0), ...rest]
    issues.push({
      path,
      expected: text(`inputs that differ only in their channels, as the first’s ${describeValue(inputs[0])}`, `entradas que solo difieran en sus canales, como ${describeValue(inputs[0])} de la primera`),
      received: describeValue(other),
      fix: text('bring them to one size with padding or pooling, or flatten them first', 'llévelas a un mismo tamaño con relleno o agrupación, o aplánelas antes'),
    })
    return null
  },
  multiplyAdds: () => 0,
  forward(inputs, { ops }) {
    const [[samples, , ...rest]] = inputs.map(({ shape }) => shape)
    const y = ops.create([samples, inputs.reduce((sum, { shape }) => sum + shape[1], 0), ...rest])
    eachPart(inputs, (part, start) => copyPart(ops, part, y, start, 'join'))
    return {
      y,
      backward(dy) {
        const gradients: Tensor[] = []
        eachPart(inputs, ({ shape }, start) => {
          const dx = ops.create(shape)
          copyPart(ops, dx, dy, start, 'cut')
          gradients.push(dx)
        })
        return gradients
      },
    }
  },
})

const widthOf = ({ shape }: { readonly shape: Shape }): number => sizeOf(shape.slice(1))

/** Visits each input with the place in a joined sample where its numbers begin. */
function eachPart(inputs: readonly Tensor[], visit: (part: Tensor, start: number) => void): void {
  let start = 0
  for (const input of inputs) {
    visit(input, start)
    start += widthOf(input)
  }
}

function copyPart(ops: Ops, part: Tensor, whole: Tensor, start: number, direction: 'join' | 'cut'): void {
  const own: StridedCopy['from'] = [0, 0, widthOf(part)]
  const joined: StridedCopy['to'] = [start, 0, widthOf(whole)]
  const layout = { counts: [1, part.shape[0]], width: widthOf(part) } as const
  if (direction === 'join') ops.copyStrided(part, whole, { ...layout, from: own, to: joined })
  else ops.copyStrided(whole, part, { ...layout, from: joined, to: own })
}
