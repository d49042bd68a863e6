import { resample } from '../augmentations/resample.ts'
import { pictureSize, type AugmentationDefinition, type Places } from '../augmentations/definition.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { SampleSource, TrainingData } from '../experiment/training-data.ts'
import { createRandom, type Random } from '../math/random.ts'
import { sizeOf } from '../math/shape.ts'
import { applyTransforms } from '../preprocessing/apply-transforms.ts'
import type { Resolved } from '../schema/registry.ts'
import type { BatchFeed, PreparedBatch } from './prepared-batch.ts'

/** Makes batches out of the training part's samples as they were before preprocessing. */
export interface Augmenter {
  /** The samples at `positions` of the training part, changed as the epoch demands. */
  prepare(epoch: number, positions: Int32Array): PreparedBatch
}

/** What of an experiment and its data an augmenter reads. */
export type AugmenterInput = Pick<ResolvedExperiment, 'seed' | 'augmentation' | 'preprocessing'> & Pick<TrainingData, 'transforms'> & { readonly source: SampleSource }

/** Changes one sample in place. */
type Change = (sample: Float32Array, random: Random) => void

/**
 * Each sample draws its changes from a stream of its own, named by epoch and sample; a partner for blending, too. So a batch is the
 * same whatever was prepared before it, on whichever thread.
 */
export function createAugmenter({ seed, augmentation, preprocessing, transforms, source }: AugmenterInput): Augmenter {
  const size = sizeOf(source.shape)
  const changes = createChanges(augmentation, source.shape)
  const mixing = augmentation.find(({ definition }) => definition.sort === 'mixing') ?? null
  const targets = augmentation.filter(({ definition }) => definition.sort === 'targets')
  const values = new Float32Array(source.targetCount)

  function augment(position: number, random: Random, inputs: Float32Array, row: number): void {
    const sample = inputs.subarray(row * size, (row + 1) * size)
    const from = source.indices[position] * size
    for (let k = 0; k < size; k++) sample[k] = source.inputs[from + k] * source.scale
    for (const change of changes) change(sample, random)
  }

  function writeTargets(position: number, random: Random, row: number, labels: Int32Array, columns: Float32Array): void {
    if (source.classCount !== null) {
      labels[row] = targets.reduce((label, { definition, hyperparameters }) => (definition as Changing<'targets'>).changeLabel(label, source.classCount!, random, hyperparameters), source.labels[position])
      return
    }
    values.set(source.values.subarray(position * source.targetCount, (position + 1) * source.targetCount))
    for (const { definition, hyperparameters } of targets) (definition as Changing<'targets'>).changeValues(values, random, hyperparameters)
    columns.set(values, row * source.targetCount)
  }

  return {
    prepare(epoch, positions) {
      const sampleCount = positions.length
      const inputs = new Float32Array(sampleCount * size)
      const [labels, columns] = emptyTargets(source, sampleCount)
      const [partnerLabels, partnerColumns] = emptyTargets(source, mixing === null ? 0 : sampleCount)
      const shares = new Float32Array(mixing === null ? 0 : sampleCount)
      const other = new Float32Array(size)
      positions.forEach((position, row) => {
        const random = createRandom(seed, `augment/${epoch}/${position}`)
        augment(position, random, inputs, row)
        writeTargets(position, random, row, labels, columns)
        if (mixing === null) return
        const partner = random.integer(source.indices.length)
        const share = (mixing.definition as Changing<'mixing'>).share(random, mixing.hyperparameters)
        const partnerRandom = createRandom(seed, `augment/${epoch}/${position}/partner`)
        augment(partner, partnerRandom, other, 0)
        writeTargets(partner, partnerRandom, row, partnerLabels, partnerColumns)
        shares[row] = share
        for (let k = 0; k < size; k++) inputs[row * size + k] = share * inputs[row * size + k] + (1 - share) * other[k]
      })
      const preprocessed = applyTransforms(preprocessing, transforms, { sampleCount, shape: source.shape, data: inputs })
      return {
        sampleCount, inputs: preprocessed.data, labels, values: columns,
        partners: mixing === null ? null : { labels: partnerLabels, values: partnerColumns, shares },
      }
    },
  }
}

type Changing<S extends AugmentationDefinition['sort']> = Extract<AugmentationDefinition, { sort: S }>

const emptyTargets = ({ classCount, targetCount }: SampleSource, rows: number): [labels: Int32Array, values: Float32Array] =>
  classCount === null ? [new Int32Array(0), new Float32Array(rows * targetCount)] : [new Int32Array(rows), new Float32Array(0)]

/** In the order of the list; geometric neighbours are joined into one, which interpolates once. */
function createChanges(augmentation: readonly Resolved<AugmentationDefinition>[], shape: SampleSource['shape']): readonly Change[] {
  const changes: Change[] = []
  let geometric: Resolved<AugmentationDefinition>[] = []
  const join = (): void => {
    if (geometric.length > 0) changes.push(joinGeometric(geometric, pictureSize(shape)!, sizeOf(shape)))
    geometric = []
  }
  for (const entry of augmentation) {
    const { definition, hyperparameters } = entry
    if (definition.sort === 'geometric') geometric.push(entry)
    if (definition.sort !== 'values') continue
    join()
    changes.push((sample, random) => definition.change(sample, random, hyperparameters))
  }
  join()
  return changes
}

/** The last change is looked through first: places are carried back from the new picture to the old one. */
function joinGeometric(entries: readonly Resolved<AugmentationDefinition>[], [height, width]: readonly [number, number], size: number): Change {
  const moves = entries.map(({ definition, hyperparameters }) => (definition as Changing<'geometric'>).prepare(height, width, hyperparameters)).reverse()
  const places: Places = { x: new Float32Array(height * width), y: new Float32Array(height * width) }
  const before = new Float32Array(size)
  return (sample, random) => {
    for (let i = 0; i < places.x.length; i++) {
      places.x[i] = i % width
      places.y[i] = Math.floor(i / width)
    }
    for (const move of moves) move(places, random)
    before.set(sample)
    resample(before, sample, height, width, places)
  }
}

/** Prepares each batch when it is asked for. */
export function createBatchFeed(input: AugmenterInput): BatchFeed {
  const augmenter = createAugmenter(input)
  let wanted: { epoch: number; order: Int32Array; batchSize: number; next: number } | null = null
  return {
    begin(epoch, order, batchSize, firstBatch) {
      wanted = { epoch, order, batchSize, next: firstBatch }
    },
    take() {
      if (wanted === null) throw new Error('No epoch was begun')
      const { epoch, order, batchSize } = wanted
      const start = batchSize * wanted.next++
      return augmenter.prepare(epoch, order.subarray(start, start + batchSize))
    },
    end() {},
  }
}
