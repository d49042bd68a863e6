import type { Dataset } from '../datasets/dataset.ts'
import { gatherInputs } from '../datasets/gather.ts'
import { summarizeValues, type FeatureStatistics } from '../datasets/statistics.ts'
import type { SplitPart } from '../experiment/parts.ts'
import type { MatrixProducts } from '../math/matrix-products.ts'
import { sizeOf, type Shape } from '../math/shape.ts'
import { spreadPositions } from '../math/spread-positions.ts'
import { changesInputs } from '../preprocessing/apply-transforms.ts'
import type { SampleArray, TransformDefinition } from '../preprocessing/definition.ts'
import { transforms } from '../preprocessing/registry.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import type { BlockSpec, Resolved } from '../schema/registry.ts'
import { splitDataset } from './preview-split.ts'

/** What is to be preprocessed how, and which column is looked at before (`input`) and after (`output`); null stands for all values together. */
export interface PreprocessingRequest {
  readonly split: BlockSpec
  readonly preprocessing: readonly BlockSpec[]
  readonly seed: number
  readonly input: number | null
  readonly output: number | null
}

/** Statistics of one column, or of all values together, in each part; null for a part without samples. */
export type PartStatistics = Readonly<Record<SplitPart, FeatureStatistics | null>>

export interface PreprocessingPreview {
  /** How many training samples the transforms were fitted on: all, or some from all over where there are many. */
  readonly fittedOn: number
  readonly trainingSamples: number
  /** Of a sample after the last transform. */
  readonly outputShape: Shape
  readonly before: PartStatistics
  readonly after: PartStatistics
}

/** Fitting on more numbers than this would keep the window waiting; samples from all over then stand for the rest. */
const MOST_FITTED = 2 ** 24
const MOST_SHOWN = 2 ** 21

/**
 * Values before and after preprocessing, per part. The transforms are fitted on the training part alone, as a run fits them.
 * Throws SpecError with the problems of the split and of the transforms.
 */
export function previewPreprocessing(dataset: Dataset, { split, preprocessing, seed, input, output }: PreprocessingRequest, products?: MatrixProducts): PreprocessingPreview {
  const indices = splitDataset(dataset, split, seed)
  const steps = resolveTransforms(preprocessing, dataset)
  const width = sizeOf(dataset.inputShape)
  const take = (positions: Int32Array, most: number): SampleArray => {
    const chosen = spreadPositions(positions.length, Math.max(1, Math.floor(most / width))).map((place) => positions[place])
    return { sampleCount: chosen.length, shape: dataset.inputShape, data: gatherInputs(dataset, chosen) }
  }
  const training = take(indices.train, MOST_FITTED)
  let fitted = training
  let shown = eachPart((part) => take(indices[part], MOST_SHOWN))
  const before = eachPart((part) => summarizeColumn(shown[part], input))
  for (const { definition, hyperparameters } of steps) {
    const state = definition.fit(fitted, hyperparameters, products)
    const given = shown
    shown = eachPart((part) => definition.apply(given[part], state, hyperparameters, products))
    fitted = definition.apply(fitted, state, hyperparameters, products)
  }
  const column = output === null ? null : Math.min(output, sizeOf(fitted.shape) - 1)
  return { fittedOn: fitted.sampleCount, trainingSamples: indices.train.length, outputShape: fitted.shape, before, after: eachPart((part) => summarizeColumn(shown[part], column)) }
}

/** Those that change inputs, in order. Throws SpecError with everything that is wrong with any. */
function resolveTransforms(preprocessing: readonly BlockSpec[], { inputShape, targets }: Dataset): Resolved<TransformDefinition>[] {
  const issues: Issue[] = []
  const task = targets.kind === 'classes' ? 'classification' : 'regression'
  let shape = inputShape
  const resolved = preprocessing.flatMap((block, position) => {
    const path = `preprocessing[${position}]`
    const step = transforms.resolve(block, path, issues)
    if (step === null) return []
    const problems = step.definition.check?.(step.hyperparameters, { shape, task }, path) ?? []
    issues.push(...problems)
    if (!changesInputs(step.definition)) return []
    if (problems.length === 0) shape = step.definition.outputShape(shape, step.hyperparameters)
    return [step]
  })
  if (issues.length > 0) throw new SpecError(issues)
  return resolved
}

/** One feature, or all values together. */
function summarizeColumn({ sampleCount, shape, data }: SampleArray, feature: number | null): FeatureStatistics | null {
  if (sampleCount === 0) return null
  if (feature === null) return summarizeValues('', data)
  const width = sizeOf(shape)
  return summarizeValues('', Float64Array.from({ length: sampleCount }, (_, i) => data[i * width + feature]))
}

const eachPart = <T>(make: (part: SplitPart) => T): Readonly<Record<SplitPart, T>> => ({ train: make('train'), validation: make('validation'), test: make('test') })
