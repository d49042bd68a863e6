import { createAugmenter, readAugmentation, sampleBatch, sampleSource, type Dataset, type SampleBatch } from '../index.ts'
import type { Tasks } from './protocol.ts'

type Input = Tasks['preview-augmentation']['input']

/** What augmentation makes of some samples, not preprocessed. Throws SpecError with its problems. */
export function previewAugmentation(dataset: Dataset, { augmentation, seed, epochs, count }: Pick<Input, 'augmentation' | 'seed' | 'epochs' | 'count'>): Tasks['preview-augmentation']['output'] {
  const resolved = readAugmentation(augmentation, dataset)
  const shown = Math.min(Math.max(1, Math.floor(count)), dataset.sampleCount)
  const indices = Int32Array.from({ length: shown }, (_, i) => Math.floor((i * dataset.sampleCount) / shown))
  const all = Int32Array.from({ length: dataset.sampleCount }, (_, i) => i)
  const augmenter = createAugmenter({ seed, augmentation: resolved, preprocessing: [], transforms: [], source: sampleSource(dataset, all) })
  const changed = epochs.map((epoch): SampleBatch => {
    const { inputs, labels, values } = augmenter.prepare(epoch, indices)
    return { indices, shape: dataset.inputShape, inputs, targets: dataset.targets.kind === 'classes' ? Float32Array.from(labels) : values }
  })
  return { classes: dataset.targets.kind === 'classes' ? dataset.targets.classes : null, original: sampleBatch(dataset, indices), changed }
}
