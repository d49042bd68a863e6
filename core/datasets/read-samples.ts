import { decodeImage, imageHead } from '../formats/images/decode-image.ts'
import { formatShape } from '../math/shape.ts'
import type { SampleArray } from '../preprocessing/definition.ts'
import { SpecError } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { Dataset } from './dataset.ts'
import type { NamedFile } from './import-plan.ts'
import { readFeatures } from './read-features.ts'
import { resizeImage } from './resize-image.ts'

const WHITE = 255

/** Samples without targets, laid out as a data set's: a picture, at its images' size and in its colours, or what `readFeatures` knows. Throws SpecError. */
export async function readSamples(file: NamedFile, like: Pick<Dataset, 'inputShape' | 'inputScale' | 'featureNames'>): Promise<SampleArray> {
  if (imageHead(file.content) === null) return readFeatures(file, like)
  const [channels, height, width] = like.inputShape
  if (like.inputShape.length !== 3 || (channels !== 1 && channels !== 3)) {
    throw new SpecError([{ path: file.name, expected: text(`samples of ${formatShape(like.inputShape)}, which are no pictures`, `muestras de ${formatShape(like.inputShape)}, que no son imágenes`), received: 'a picture', fix: text('use a CSV file with the feature columns', 'use un fichero CSV con las columnas de las variables') }])
  }
  const pixels = resizeImage(await decodeImage(file.name, file.content), { width, height, channels })
  return { sampleCount: 1, shape: like.inputShape, data: Float32Array.from(pixels, (value) => value / WHITE) }
}
