import { dataOf, type ResolvedOutput } from '../experiment/read-outputs.ts'
import type { DatasetDescription } from '../datasets/definition.ts'
import type { Average } from '../ensembles/definition.ts'
import { scaleOfColumns, type TargetScale } from '../preprocessing/target-scale.ts'

/** What makes predictions of a network's output, step by step: the same as its loss's `predict`. */
export interface Reading {
  readonly activation: 'softmax' | 'logistic' | null
  /** y·scale + shift, one number for all columns or one for each; null where values are as they are. */
  readonly affine: { readonly scale: Float64Array; readonly shift: Float64Array } | null
  /** Whether the one value p becomes 1 − p and p, one for each class. */
  readonly pair: boolean
  /** Of what comes out, per sample. */
  readonly width: number
  /** Whether an arithmetic mean over networks is one of probabilities, after the activation; a geometric one is that of logits, before it. */
  readonly meansProbabilities: boolean
}

/** By kind of loss. */
const ACTIVATIONS: Readonly<Record<string, Reading['activation']>> = {
  softmaxCrossEntropy: 'softmax', klDivergence: 'softmax', binaryCrossEntropy: 'logistic', hinge: 'logistic',
  huber: null, meanAbsoluteError: null, meanSquaredError: null, sumOfSquares: null,
}

export const readLosses: readonly string[] = Object.keys(ACTIVATIONS)

/** How people read an output of `width` values per sample: class probabilities, or values in the unit of the data. Null for a loss that is not known. */
export function readingOf(output: ResolvedOutput, width: number, data: DatasetDescription, targetScale: TargetScale | null): Reading | null {
  const activation = ACTIVATIONS[output.loss.kind]
  if (activation === undefined) return null
  const { classes } = dataOf(data, output)
  const pair = activation !== 'softmax' && width === 1 && (activation === 'logistic' || classes !== null)
  return { activation, affine: activation === null ? affineOf(output, classes !== null, targetScale) : null, pair, width: pair ? 2 : width, meansProbabilities: output.loss.definition.link !== undefined }
}

/** Whether the networks of an ensemble are averaged after the activation. */
export const averagesActivated = ({ meansProbabilities }: Reading, average: Average): boolean => meansProbabilities && average === 'arithmetic'

function affineOf({ loss, columns }: ResolvedOutput, isClass: boolean, targetScale: TargetScale | null): Reading['affine'] {
  if (isClass) {
    const { off, on } = loss.definition.classTargets?.(loss.hyperparameters) ?? { off: 0, on: 1 }
    return off === 0 && on === 1 ? null : { scale: Float64Array.of(1 / (on - off)), shift: Float64Array.of(-off / (on - off)) }
  }
  if (targetScale === null) return null
  const { offset, scale } = scaleOfColumns(targetScale, columns)
  return { scale, shift: offset }
}
