import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import { sizeOf, type Shape } from '../math/shape.ts'
import { changesInputs, type FittedTransform } from '../preprocessing/apply-transforms.ts'
import type { TransformDefinition, TransformState } from '../preprocessing/definition.ts'
import * as transforms from '../preprocessing/index.ts'
import type { Issue } from '../schema/issue.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import { refusal, UNKNOWN } from './refusal.ts'

/** What fitted preprocessing comes down to. Lists have one number for all features, or one for each. */
export type PreparationStep =
  /** Missing values become these. */
  | { readonly type: 'fill'; readonly values: Float64Array }
  /** (x − offset)·scale + shift. */
  | { readonly type: 'affine'; readonly offset: Float64Array; readonly scale: Float64Array; readonly shift: number }
  /** The rows of `matrix` [rows × features] times (x − offset), x flattened. */
  | { readonly type: 'project'; readonly offset: Float64Array; readonly matrix: Float64Array }

/** A step with the transform it is and the shapes of a sample before and after it. */
export type ShapedStep = PreparationStep & { readonly kind: string; readonly inputShape: Shape; readonly outputShape: Shape }

type Reader = (state: TransformState, hyperparameters: Values<Schema>) => PreparationStep

const reader = <S extends Schema>(_: TransformDefinition<S>, read: (state: TransformState, hyperparameters: Values<S>) => PreparationStep): Reader => read as Reader

const ZERO = Float64Array.of(0)
const ONE = Float64Array.of(1)

/** By kind. */
const STEPS: Readonly<Record<string, Reader>> = {
  centre: ({ mean }) => ({ type: 'affine', offset: mean, scale: ONE, shift: 0 }),
  impute: ({ fill }) => ({ type: 'fill', values: fill }),
  minMax: reader(transforms.minMax, ({ minimum, maximum }, { low, high }) => ({
    type: 'affine', offset: minimum, scale: minimum.map((least, g) => (maximum[g] > least ? (high - low) / (maximum[g] - least) : 0)), shift: low,
  })),
  pca: ({ mean, components }) => ({ type: 'project', offset: mean, matrix: components }),
  robust: ({ median, range }) => ({ type: 'affine', offset: median, scale: range.map((value) => (value === 0 ? 1 : 1 / value)), shift: 0 }),
  standardize: ({ mean, deviation }) => ({ type: 'affine', offset: mean, scale: deviation.map((value) => (value === 0 ? 0 : 1 / value)), shift: 0 }),
  // Predictions are brought back at the end; inputs stay as they are.
  targetScaling: () => ({ type: 'affine', offset: ZERO, scale: ONE, shift: 0 }),
  zca: ({ mean, matrix }) => ({ type: 'project', offset: mean, matrix }),
}

export const preparedKinds: readonly string[] = Object.keys(STEPS)

/** The preprocessing of inputs, step by step; what is not known is pushed to `issues`. */
export function preparationOf({ preprocessing, data }: ResolvedExperiment, fitted: readonly FittedTransform[], format: string, issues: Issue[]): readonly ShapedStep[] {
  let shape: Shape = data.inputShape
  return preprocessing.flatMap(({ kind, definition, hyperparameters }, index): ShapedStep[] => {
    const inputShape = shape
    shape = definition.outputShape(shape, hyperparameters)
    const read = STEPS[kind]
    if (read === undefined) issues.push(refusal(`preprocessing[${index}]`, kind, format, UNKNOWN))
    return read === undefined || !changesInputs(definition) ? [] : [{ ...read(fitted[index].state, hyperparameters), kind, inputShape, outputShape: shape }]
  })
}

/** A list of numbers beside samples of a shape: one for all, or one for each feature. */
export const shapeBeside = (values: Float64Array, shape: Shape): Shape => (values.length === sizeOf(shape) ? shape : [1])
