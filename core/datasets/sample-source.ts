import { sizeOf, type Shape } from '../math/shape.ts'
import type { Dataset, Targets } from './dataset.ts'

/** A data set without its samples: all that is known before they are read. */
export interface SampleLayout {
  readonly name: string
  readonly sampleCount: number
  readonly inputShape: Shape
  readonly inputType: 'uint8' | 'float32'
  readonly inputScale: number
  readonly featureNames: readonly string[] | null
  readonly targets: TargetLayout
  readonly hasParts: boolean
  /** The column that groups samples, or null. */
  readonly groups: string | null
  /** The column that weighs samples, or null. */
  readonly weights: string | null
}

export type TargetLayout =
  | { readonly kind: 'classes'; readonly name: string; readonly classes: readonly string[] }
  | { readonly kind: 'values'; readonly names: readonly string[] }

/** Consecutive samples. What the layout does not announce is null. */
export interface SampleBlock {
  readonly count: number
  /** count × size of the input shape. */
  readonly inputs: Uint8Array | Float32Array
  /** Labels (Int32Array), or count × values (Float32Array). */
  readonly targets: Int32Array | Float32Array
  /** Indices into GIVEN_PARTS. */
  readonly parts: Uint8Array | null
  readonly groups: Int32Array | null
  readonly weights: Float32Array | null
}

/** Samples on their way into the workspace, block by block, so that no source must fit in memory. */
export interface SampleStream {
  readonly layout: SampleLayout
  /** All samples in order. Throws SpecError. */
  blocks(): AsyncIterable<SampleBlock>
}

/** The samples of a source as a data set in memory. Throws SpecError. */
export async function collectSamples({ layout, blocks }: SampleStream): Promise<Dataset> {
  const { sampleCount } = layout
  const width = sizeOf(layout.inputShape)
  const values = layout.targets.kind === 'values' ? layout.targets.names.length : 1
  const inputs = layout.inputType === 'uint8' ? new Uint8Array(sampleCount * width) : new Float32Array(sampleCount * width)
  const targets = layout.targets.kind === 'classes' ? new Int32Array(sampleCount) : new Float32Array(sampleCount * values)
  const parts = layout.hasParts ? new Uint8Array(sampleCount) : null
  const groups = layout.groups === null ? null : new Int32Array(sampleCount)
  const weights = layout.weights === null ? null : new Float32Array(sampleCount)
  let at = 0
  for await (const block of blocks()) {
    inputs.set(block.inputs, at * width)
    targets.set(block.targets, at * values)
    if (block.parts !== null) parts?.set(block.parts, at)
    if (block.groups !== null) groups?.set(block.groups, at)
    if (block.weights !== null) weights?.set(block.weights, at)
    at += block.count
  }
  if (at !== sampleCount) throw new RangeError(`${at} samples where ${sampleCount} were announced`)
  return assembleDataset(layout, { inputs, targets, parts, groups, weights })
}

/** A data set of a layout and its numbers. */
export function assembleDataset(layout: SampleLayout, arrays: Omit<SampleBlock, 'count'>): Dataset {
  const { name, sampleCount, inputShape, inputScale, featureNames } = layout
  return {
    name, sampleCount, inputShape, inputs: arrays.inputs, inputScale, featureNames,
    targets: targetsOf(layout.targets, arrays.targets),
    givenParts: arrays.parts,
    ...(layout.groups === null || arrays.groups === null ? {} : { groups: { name: layout.groups, indices: arrays.groups } }),
    ...(layout.weights === null || arrays.weights === null ? {} : { weights: { name: layout.weights, values: arrays.weights } }),
  }
}

const targetsOf = (layout: TargetLayout, data: Int32Array | Float32Array): Targets =>
  layout.kind === 'classes' ? { ...layout, labels: data as Int32Array } : { ...layout, values: data as Float32Array }

/** A data set as a source of its own samples. */
export function sourceOf(dataset: Dataset, blockSamples = 4096): SampleStream {
  const { sampleCount, inputs, targets, givenParts, groups = null, weights = null } = dataset
  const width = sizeOf(dataset.inputShape)
  const values = targets.kind === 'values' ? targets.names.length : 1
  return {
    layout: layoutOf(dataset),
    async *blocks() {
      for (let from = 0; from < sampleCount; from += blockSamples) {
        const to = Math.min(sampleCount, from + blockSamples)
        yield {
          count: to - from,
          inputs: inputs.subarray(from * width, to * width),
          targets: (targets.kind === 'classes' ? targets.labels : targets.values).subarray(from * values, to * values),
          parts: givenParts?.subarray(from, to) ?? null,
          groups: groups?.indices.subarray(from, to) ?? null,
          weights: weights?.values.subarray(from, to) ?? null,
        }
      }
    },
  }
}

/** What is known of a data set without its samples, in full. */
export const layoutOf = ({ name, sampleCount, inputShape, inputs, inputScale, featureNames, targets, givenParts, groups, weights }: Dataset): SampleLayout => ({
  name, sampleCount, inputShape,
  inputType: inputs instanceof Uint8Array ? 'uint8' : 'float32',
  inputScale, featureNames,
  targets: targets.kind === 'classes' ? { kind: 'classes', name: targets.name, classes: targets.classes } : { kind: 'values', names: targets.names },
  hasParts: givenParts !== null,
  groups: groups?.name ?? null,
  weights: weights?.name ?? null,
})
