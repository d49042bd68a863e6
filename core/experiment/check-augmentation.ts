import { pictureSize, type AugmentationDefinition } from '../augmentations/definition.ts'
import { augmentations } from '../augmentations/registry.ts'
import type { DatasetDescription } from '../datasets/definition.ts'
import { formatShape } from '../math/shape.ts'
import { describeValue, SpecError, type Issue } from '../schema/issue.ts'
import type { Resolved } from '../schema/registry.ts'
import { text } from '../schema/text.ts'

/** The augmentation of a spec, checked against the data. Throws SpecError with every problem. */
export function readAugmentation(given: readonly unknown[], data: Pick<DatasetDescription, 'inputShape'>): readonly Resolved<AugmentationDefinition>[] {
  const issues: Issue[] = []
  const resolved = given.map((entry, index) => augmentations.resolve(entry, `augmentation[${index}]`, issues)).filter((found) => found !== null)
  checkAugmentation(resolved, data, issues)
  if (issues.length > 0) throw new SpecError(issues)
  return resolved
}

/** Pixels can be moved in pictures alone, and samples are blended once. */
export function checkAugmentation(augmentation: readonly Resolved<AugmentationDefinition>[], data: Pick<DatasetDescription, 'inputShape'> | null, issues: Issue[]): void {
  augmentation.forEach(({ kind, definition }, index) => {
    if (definition.sort === 'geometric' && data !== null && pictureSize(data.inputShape) === null) {
      issues.push({
        path: `augmentation[${index}].kind`,
        expected: text('pictures: samples of shape [channels, height, width]', 'imágenes: muestras de forma [canales, alto, ancho]'),
        received: `${kind} on samples of shape ${formatShape(data.inputShape)}`,
        fix: text('leave it out, or use noise or mixup', 'déjelo fuera, o use noise o mixup'),
      })
    }
    if (definition.sort === 'mixing' && augmentation.findIndex((other) => other.definition.sort === 'mixing') < index) {
      issues.push({ path: `augmentation[${index}].kind`, expected: text('one blend of samples', 'una sola mezcla de muestras'), received: describeValue(`a second ${kind}`), fix: text('leave it out', 'déjelo fuera') })
    }
  })
}
