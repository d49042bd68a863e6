import type { Shape } from '../math/shape.ts'
import { sameShape } from '../math/shape.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'

/** The shape that all inputs have; pushes an issue and returns null when they differ. */
export function equalInputs(inputs: readonly Shape[], path: string, issues: Issue[]): Shape | null {
  const [first] = inputs
  const other = inputs.find((shape) => !sameShape(shape, first))
  if (other === undefined) return first
  issues.push({
    path,
    expected: text(`inputs of one shape, as the first’s ${describeValue(first)}`, `entradas de una misma forma, como ${describeValue(first)} de la primera`),
    received: describeValue(other),
    fix: text('bring them to one shape with a dense layer or a 1 × 1 convolution', 'llévelas a una misma forma con una capa densa o una convolución de 1 × 1'),
  })
  return null
}
