import { initializers } from '../initializers/registry.ts'
import type { Shape } from '../math/shape.ts'
import type { ChannelGradients, ChannelScale } from '../ops/ops.ts'
import { flag, float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import type { Parameter, ParameterDeclaration } from './definition.ts'

/** The hyper-parameters that all normalizations share. */
export const epsilon = float({ label: text('Epsilon ε', 'Épsilon ε'), default: 1e-5, above: 0, max: 1, scale: 'log', doc: text('Added to the variance, so that it never divides by 0.', 'Se suma a la varianza para no dividir nunca por 0.') })
export const affine = flag({ label: text('Scale and shift', 'Escala y desplazamiento'), default: true, doc: text('Whether γ and β are trained; without them the output keeps mean 0 and variance 1.', 'Si se entrenan γ y β; sin ellos la salida conserva media 0 y varianza 1.') })

/** γ (`weight`, from 1) and β (`bias`, from 0); weight penalties do not act on them. */
export function scaleAndShift(shape: Shape, trained: boolean): readonly ParameterDeclaration[] {
  if (!trained) return []
  const declare = (name: string, value: number): ParameterDeclaration =>
    ({ name, shape, fanIn: 1, fanOut: 1, initializer: initializers.resolve({ kind: 'constant', value }, name, [])!, penalized: false })
  return [declare('weight', 1), declare('bias', 0)]
}

type ScaleParameters = Readonly<Record<string, Parameter | undefined>>

/** γ and β as an op reads them. */
export const scaleOf = ({ weight, bias }: ScaleParameters, moments: ChannelScale['moments']): ChannelScale => ({ moments, weight: weight?.value ?? null, bias: bias?.value ?? null })

/** Where the gradients of γ and β go. */
export function scaleGradients({ weight, bias }: ScaleParameters): Pick<ChannelGradients, 'weight' | 'bias'> {
  const target = (parameter: Parameter | undefined) => (parameter === undefined ? null : { gradient: parameter.gradient, accumulate: parameter.claimGradient() })
  return { weight: target(weight), bias: target(bias) }
}
