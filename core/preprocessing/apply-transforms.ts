import type { MatrixProducts } from '../math/matrix-products.ts'
import type { Resolved } from '../schema/registry.ts'
import type { SampleArray, TransformDefinition, TransformState } from './definition.ts'

/** A fitted transform as it is saved with a checkpoint. */
export interface FittedTransform {
  readonly kind: string
  readonly state: TransformState
}

/** Preprocesses samples as the training part was, with the states that were fitted then. May reuse `samples.data`. */
export function applyTransforms(preprocessing: readonly Resolved<TransformDefinition>[], fitted: readonly FittedTransform[], samples: SampleArray, products?: MatrixProducts): SampleArray {
  checkFitted(preprocessing, fitted)
  return preprocessing.reduce((current, { definition, hyperparameters }, i) => (changesInputs(definition) ? definition.apply(current, fitted[i].state, hyperparameters, products) : current), samples)
}

/** Whether a transform works on what the network reads. */
export const changesInputs = ({ changes }: TransformDefinition): boolean => changes !== 'targets'

/** Throws RangeError when states are those of other transforms. */
export function checkFitted(preprocessing: readonly Resolved<TransformDefinition>[], fitted: readonly FittedTransform[]): void {
  if (fitted.length !== preprocessing.length || fitted.some(({ kind }, i) => kind !== preprocessing[i].kind)) {
    throw new RangeError(`Fitted transforms [${fitted.map(({ kind }) => kind).join(', ')}] do not belong to [${preprocessing.map(({ kind }) => kind).join(', ')}]`)
  }
}
