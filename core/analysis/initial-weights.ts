import type { ParameterDeclaration } from '../layers/definition.ts'
import { createRandom } from '../math/random.ts'
import { sizeOf } from '../math/shape.ts'

/** Numbers that a parameter starts with, as a run with this seed draws them. */
export interface InitialWeights {
  readonly values: Float64Array
  /** How many numbers the whole parameter has; more than `values` where it is large. */
  readonly size: number
}

/** Enough for a smooth histogram, few enough to be drawn at every key press. */
const MOST_VALUES = 60_000
/** Of products between whole vectors, for initializers that set them at right angles. */
const MOST_PRODUCTS = 3e6

/**
 * The numbers that `layer` draws for one of its parameters, named as in `buildNetwork`: all of them, or of a large parameter those of its first
 * units (or inputs, where there are fewer of them). They are drawn first, so they are the same.
 */
export function initialWeights(layer: string, parameter: ParameterDeclaration, seed: number): InitialWeights {
  const size = sizeOf(parameter.shape)
  const [rows, ...rest] = parameter.shape
  const columns = sizeOf(rest)
  const long = Math.max(rows, columns)
  const vectors = Math.max(1, Math.min(rows, columns, Math.floor(MOST_VALUES / long), Math.floor(Math.sqrt(MOST_PRODUCTS / long))))
  const shape = rows <= columns ? [vectors, ...rest] : [rows, vectors]
  const values = new Float64Array(sizeOf(shape))
  const { definition, hyperparameters } = parameter.initializer
  definition.fill(values, createRandom(seed, `initialize/${layer}.${parameter.name}`), { ...parameter, shape: size === values.length ? parameter.shape : shape }, hyperparameters)
  return { values, size }
}
