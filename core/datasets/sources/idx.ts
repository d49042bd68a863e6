import { path } from '../../schema/hyperparameter.ts'
import { SpecError } from '../../schema/issue.ts'
import { text } from '../../schema/text.ts'
import { defineFileDataset, type FileAccess } from '../definition.ts'
import { readWhole } from '../../formats/source-file.ts'
import type { NamedFile } from '../import-plan.ts'
import { nameFromFile } from '../name-from-file.ts'
import { readIdxDataset } from '../read-idx-dataset.ts'

export const idx = defineFileDataset({
  label: text('IDX files', 'Ficheros IDX'),
  doc: text('Images and labels as MNIST publishes them, gzipped or not.', 'Imágenes y etiquetas como las publica MNIST, con gzip o sin él.'),
  reference: 'LeCun, Cortes & Burges (1998), "The MNIST database of handwritten digits"',
  hyperparameters: {
    images: path({ default: '', label: text('Images', 'Imágenes'), doc: text('The training images.', 'Las imágenes de entrenamiento.') }),
    labels: path({ default: '', label: text('Labels', 'Etiquetas'), doc: text('The label of every training image.', 'La etiqueta de cada imagen de entrenamiento.') }),
    testImages: path({ default: null, label: text('Test images', 'Imágenes de prueba'), doc: text('Images that become the test part.', 'Imágenes que forman la parte de prueba.') }),
    testLabels: path({ default: null, label: text('Test labels', 'Etiquetas de prueba'), doc: text('The label of every test image.', 'La etiqueta de cada imagen de prueba.') }),
  },
  async load({ images, labels, testImages, testLabels }, files) {
    const [imageFile, labelFile, testImageFile, testLabelFile] = await openAll([images, labels, testImages, testLabels], files)
    return readIdxDataset(nameFromFile(images), { images: imageFile!, labels: labelFile!, testImages: testImageFile, testLabels: testLabelFile })
  },
})

/** Opens every file that is named; throws one SpecError about all that cannot be read. */
async function openAll(names: readonly (string | null)[], files: FileAccess): Promise<readonly (NamedFile | null)[]> {
  const opened = await Promise.allSettled(names.map(async (name) => (name === null ? null : { name, content: await readWhole(await files.open(name)) })))
  const failures = opened.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  const unexpected = failures.find((failure) => !(failure instanceof SpecError))
  if (unexpected !== undefined) throw unexpected
  if (failures.length > 0) throw new SpecError(failures.flatMap((failure) => (failure as SpecError).issues))
  return opened.map((result) => (result.status === 'fulfilled' ? result.value : null))
}
