import { path } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineFileDataset, type FileAccess } from '../definition.ts'
import { nameFromFile } from '../import.ts'
import type { NamedFile } from '../import-plan.ts'
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
    return readIdxDataset(nameFromFile(images), {
      images: await open(images, files),
      labels: await open(labels, files),
      testImages: testImages === null ? null : await open(testImages, files),
      testLabels: testLabels === null ? null : await open(testLabels, files),
    })
  },
})

const open = async (name: string, files: FileAccess): Promise<NamedFile> => ({ name, content: await files.read(name) })
