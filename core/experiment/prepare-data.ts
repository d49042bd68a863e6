import type { Dataset } from '../datasets/dataset.ts'
import { describeDataset } from '../datasets/describe.ts'
import { gatherInputs, gatherLabels, gatherValues } from '../datasets/gather.ts'
import { sizeOf } from '../math/shape.ts'
import type { FittedTransform } from '../preprocessing/apply-transforms.ts'
import type { SampleArray, TransformDefinition } from '../preprocessing/definition.ts'
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

/** Splits a data set and preprocesses its parts. Transforms see the training part alone when they are fitted. Throws SpecError. */
export function prepareData({ split, preprocessing, seed }: DataPreparation, dataset: Dataset): TrainingData {
  const issues = split.definition.check(split.hyperparameters, describeDataset(dataset), 'split')
  if (issues.length > 0) throw new SpecError(issues)
  const indices = split.definition.split(split.hyperparameters, dataset, seed)
  const unfilled = unfilledParts(split, dataset, indices)
  if (unfilled.length > 0) throw new SpecError(unfilled)
  const samples = eachPart((part): SampleArray => ({ sampleCount: indices[part].length, shape: dataset.inputShape, data: gatherInputs(dataset, indices[part]) }))
  const { parts, fitted } = preprocess(samples, preprocessing)
  const missing = eachPart((part) => missingValues(parts[part], part, dataset))
  const problems = SPLIT_PARTS.flatMap((part) => missing[part])
  if (problems.length > 0) throw new SpecError(problems.slice(0, MOST_ISSUES))
  const { targets } = dataset
  return {
    inputShape: parts.train.shape,
    classes: targets.kind === 'classes' ? targets.classes : null,
    targetNames: targets.kind === 'classes' ? [targets.name] : targets.names,
    parts: eachPart((part) => partData(dataset, parts[part], indices, part)),
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

function preprocess(samples: Parts<SampleArray>, preprocessing: readonly Resolved<TransformDefinition>[]): { parts: Parts<SampleArray>; fitted: FittedTransform[] } {
  let parts = samples
  const fitted = preprocessing.map(({ kind, definition, hyperparameters }): FittedTransform => {
    const state = definition.fit(parts.train, hyperparameters)
    const before = parts
    parts = eachPart((part) => definition.apply(before[part], state, hyperparameters))
    return { kind, state }
  })
  return { parts, fitted }
}

const partData = (dataset: Dataset, samples: SampleArray, indices: SplitIndices, part: SplitPart): PartData => ({
  sampleCount: samples.sampleCount,
  inputs: samples.data,
  labels: gatherLabels(dataset, indices[part]),
  values: gatherValues(dataset, indices[part]),
  indices: indices[part],
  weights: null,
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
