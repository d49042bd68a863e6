import type { Dataset } from '../datasets/dataset.ts'
import { describeDataset } from '../datasets/describe.ts'
import { gatherInputs, gatherLabels, gatherValues } from '../datasets/gather.ts'
import type { MatrixProducts } from '../math/matrix-products.ts'
import { sizeOf } from '../math/shape.ts'
import { changesInputs, checkFitted, type FittedTransform } from '../preprocessing/apply-transforms.ts'
import type { SampleArray, TransformDefinition } from '../preprocessing/definition.ts'
import { targetScaleOf } from '../preprocessing/target-scale.ts'
import { countText } from '../schema/count-text.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import type { Resolved } from '../schema/registry.ts'
import { text } from '../schema/text.ts'
import type { SplitDefinition, SplitIndices } from '../splits/definition.ts'
import { SPLIT_PARTS, type SplitPart } from './parts.ts'
import type { PartData, SampleSource, TrainingData } from './training-data.ts'

/** A table with a thousand gappy columns should not print a thousand lines. */
const MOST_ISSUES = 20

/** What of an experiment concerns its data. */
export interface DataPreparation {
  readonly split: Resolved<SplitDefinition>
  readonly preprocessing: readonly Resolved<TransformDefinition>[]
  readonly seed: number
}

export interface PreparationOptions {
  /** Fast products of matrices, where there is an engine. */
  readonly products?: MatrixProducts
  /** What was fitted when the model was trained, to be applied again; without it the transforms are fitted. */
  readonly fitted?: readonly FittedTransform[]
}

/** Splits a data set and preprocesses its parts. Transforms see the training part alone when they are fitted. Throws SpecError. */
export function prepareData({ split, preprocessing, seed }: DataPreparation, dataset: Dataset, { products, fitted: before }: PreparationOptions = {}): TrainingData {
  const issues = split.definition.check(split.hyperparameters, describeDataset(dataset), 'split')
  if (issues.length > 0) throw new SpecError(issues)
  const indices = split.definition.split(split.hyperparameters, dataset, seed)
  const unfilled = unfilledParts(split, dataset, indices)
  if (unfilled.length > 0) throw new SpecError(unfilled)
  const samples = eachPart((part): SampleArray => ({ sampleCount: indices[part].length, shape: dataset.inputShape, data: gatherInputs(dataset, indices[part]) }))
  const targets = { sampleCount: indices.train.length, shape: [dataset.targets.kind === 'classes' ? 0 : dataset.targets.names.length], data: gatherValues(dataset, indices.train) }
  const { parts, fitted } = preprocess({ samples, targets }, preprocessing, products, before)
  const missing = eachPart((part) => missingValues(parts[part], part, dataset))
  const problems = SPLIT_PARTS.flatMap((part) => missing[part])
  if (problems.length > 0) throw new SpecError(problems.slice(0, MOST_ISSUES))
  const targetScale = targetScaleOf(fitted)
  const weights = trainingWeights(dataset, indices.train)
  return {
    inputShape: parts.train.shape,
    classes: dataset.targets.kind === 'classes' ? dataset.targets.classes : null,
    targetNames: dataset.targets.kind === 'classes' ? [dataset.targets.name] : dataset.targets.names,
    parts: eachPart((part) => ({ ...partData(dataset, parts[part], indices, part), weights: part === 'train' ? weights : null, targetScale })),
    source: sampleSource(dataset, indices.train),
    transforms: fitted,
  }
}

/** The samples at `indices` as they are stored, for what changes them before preprocessing. */
export const sampleSource = (dataset: Dataset, indices: Int32Array): SampleSource => ({
  inputs: dataset.inputs,
  scale: dataset.inputScale,
  shape: dataset.inputShape,
  indices,
  labels: gatherLabels(dataset, indices),
  values: gatherValues(dataset, indices),
  classCount: dataset.targets.kind === 'classes' ? dataset.targets.classes.length : null,
  targetCount: dataset.targets.kind === 'classes' ? 0 : dataset.targets.names.length,
})

/** Whole groups and hashes can leave a part empty that should have samples. */
function unfilledParts({ definition, hyperparameters }: DataPreparation['split'], dataset: Dataset, indices: SplitIndices): Issue[] {
  const wanted = definition.count(hyperparameters, describeDataset(dataset))
  return SPLIT_PARTS.filter((part) => wanted[part] > 0 && indices[part].length === 0).map((part) => ({
    path: 'split',
    expected: text(`samples in the ${part} part`, `muestras en la parte ${part}`),
    received: '0',
    fix: text('raise its fraction, choose another seed, or use { "kind": "fraction" }', 'aumente su fracción, elija otra semilla o use { "kind": "fraction" }'),
  }))
}

type Parts<T> = Readonly<Record<SplitPart, T>>

const eachPart = <T>(make: (part: SplitPart) => T): Parts<T> => ({ train: make('train'), validation: make('validation'), test: make('test') })

/** Fits each transform on the training part of what it changes, after those before it; what is fitted already is only applied. */
function preprocess(
  { samples, targets }: { readonly samples: Parts<SampleArray>; readonly targets: SampleArray }, preprocessing: DataPreparation['preprocessing'], products: MatrixProducts | undefined, before: readonly FittedTransform[] | undefined,
): { parts: Parts<SampleArray>; fitted: readonly FittedTransform[] } {
  if (before !== undefined) checkFitted(preprocessing, before)
  let parts = samples
  const fitted = preprocessing.map(({ kind, definition, hyperparameters }, index): FittedTransform => {
    const onInputs = changesInputs(definition)
    const state = before?.[index].state ?? definition.fit(onInputs ? parts.train : targets, hyperparameters, products)
    const given = parts
    if (onInputs) parts = eachPart((part) => definition.apply(given[part], state, hyperparameters, products))
    return { kind, state }
  })
  return { parts, fitted }
}

/** How much each training sample counts, 1 on average; null where the data set does not say. Throws SpecError when none counts. */
function trainingWeights({ weights }: Dataset, indices: Int32Array): Float32Array | null {
  if (weights == null) return null
  const own = Float64Array.from(indices, (index) => weights.values[index])
  const total = own.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) throw new SpecError([{ path: `dataset ${weights.name}`, expected: text('a weight greater than 0 in the training part', 'un peso mayor que 0 en la parte de entrenamiento'), received: '0' }])
  return Float32Array.from(own, (weight) => (weight * own.length) / total)
}

const partData = (dataset: Dataset, samples: SampleArray, indices: SplitIndices, part: SplitPart): Omit<PartData, 'weights' | 'targetScale'> => ({
  sampleCount: samples.sampleCount,
  inputs: samples.data,
  labels: gatherLabels(dataset, indices[part]),
  values: gatherValues(dataset, indices[part]),
  indices: indices[part],
})

/** A network cannot learn from what is not there: one issue per feature that still lacks values. */
function missingValues({ data, shape }: SampleArray, part: SplitPart, { inputs, featureNames, inputShape }: Dataset): Issue[] {
  if (inputs instanceof Uint8Array) return []
  const size = sizeOf(shape)
  const counts = new Map<number, number>()
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) counts.set(i % size, (counts.get(i % size) ?? 0) + 1)
  const named = featureNames !== null && sizeOf(inputShape) === size
  return [...counts].map(([feature, count]) => ({
    path: `dataset ${part} ${named ? featureNames[feature] : `feature ${feature + 1}`}`,
    expected: text('a number in every sample', 'un número en cada muestra'),
    received: countText(count, 'missing values', 'valores ausentes').en,
    fix: text('put { "kind": "impute" } first in "preprocessing", or leave the column out', 'ponga { "kind": "impute" } al principio de "preprocessing", o deje fuera la columna'),
  }))
}
