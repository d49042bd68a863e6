import { decodeImage, imageHead } from '../formats/images/decode-image.ts'
import { looksLikeIdx } from '../formats/idx.ts'
import { formatShape, sizeOf } from '../math/shape.ts'
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
  if (imageHead(file.content) === null) {
    if (isBinary(file.content)) throw unknownFile(file.name, like)
    return readFeatures(file, like)
  }
  const [channels, height, width] = like.inputShape
  if (like.inputShape.length !== 3 || (channels !== 1 && channels !== 3)) {
    throw new SpecError([{ path: file.name, expected: text(`samples of ${formatShape(like.inputShape)}, which are no pictures`, `muestras de ${formatShape(like.inputShape)}, que no son imágenes`), received: 'a picture', fix: text('use a CSV file with the feature columns', 'use un fichero CSV con las columnas de las variables') }])
  }
  const pixels = resizeImage(await decodeImage(file.name, file.content), { width, height, channels })
  return { sampleCount: 1, shape: like.inputShape, data: Float32Array.from(pixels, (value) => value / WHITE) }
}

/** How far a file is looked into. */
const LOOKED_AT = 4096

/** No text, no IDX and nothing that is unpacked: it holds zeros like a program, or begins like an archive or a document. */
function isBinary(content: Uint8Array): boolean {
  if (looksLikeIdx(content) || (content[0] === 0x1f && content[1] === 0x8b)) return false
  return content.length === 0 || content.subarray(0, LOOKED_AT).includes(0)
}

function unknownFile(name: string, { inputShape, featureNames }: Pick<Dataset, 'inputShape' | 'featureNames'>): SpecError {
  const [channels] = inputShape
  const isPicture = inputShape.length === 3 && (channels === 1 || channels === 3)
  const shape = formatShape(inputShape)
  const columns = featureNames?.length ?? sizeOf(inputShape)
  return new SpecError([{
    path: name,
    expected: isPicture
      ? text(`a picture (PNG, JPEG, WebP, BMP), an IDX file of ${shape}, or a CSV file with ${columns} feature columns`, `una imagen (PNG, JPEG, WebP, BMP), un fichero IDX de ${shape}, o un fichero CSV con ${columns} columnas de características`)
      : text(`a CSV file with ${columns} feature columns, or an IDX file of ${shape}`, `un fichero CSV con ${columns} columnas de características, o un fichero IDX de ${shape}`),
    received: 'a file of another kind',
  }])
}
