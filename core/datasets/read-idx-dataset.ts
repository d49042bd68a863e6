import { readIdx, type IdxArray } from '../formats/idx.ts'
import { formatShape, sameShape, sizeOf, type Shape } from '../math/shape.ts'
import { countText, formatCount } from '../schema/count-text.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { GIVEN_PARTS, type Dataset } from './dataset.ts'
import type { NamedFile } from './import-plan.ts'

/** The files of an IDX data set; the test pair may be absent. */
export interface IdxFiles {
  readonly images: NamedFile
  readonly labels: NamedFile
  readonly testImages: NamedFile | null
  readonly testLabels: NamedFile | null
}

interface IdxPair { readonly images: NamedIdx; readonly labels: NamedIdx }
interface NamedIdx { readonly name: string; readonly array: IdxArray }

/** Images and labels in IDX files; a test pair becomes the given test part. Throws SpecError with every problem. */
export function readIdxDataset(name: string, files: IdxFiles): Dataset {
  const issues: Issue[] = []
  const train = readPair(files.images, files.labels, issues)
  const test = readTestPair(files, issues)
  if (train === null || issues.length > 0) throw new SpecError(issues)
  const pairs = test === null ? [train] : [train, test]
  issues.push(...pairs.flatMap(checkPair))
  if (test !== null) issues.push(...checkSameShape(train.images, test.images))
  if (issues.length > 0) throw new SpecError(issues)
  const labels = joinLabels(pairs.map((pair) => pair.labels.array))
  const inputs = joinInputs(pairs.map((pair) => pair.images.array))
  const inputShape = sampleShape(train.images.array.shape)
  return {
    name,
    sampleCount: labels.length,
    inputShape,
    inputs,
    inputScale: inputs instanceof Uint8Array ? 1 / 255 : 1,
    featureNames: inputShape.length === 1 ? Array.from({ length: sizeOf(inputShape) }, (_, i) => `feature ${i + 1}`) : null,
    targets: { kind: 'classes', name: 'label', classes: Array.from({ length: largest(labels) + 1 }, (_, i) => String(i)), labels },
    givenParts: test === null ? null : new Uint8Array(labels.length).fill(GIVEN_PARTS.indexOf('test'), train.labels.array.data.length),
  }
}

function readPair(images: NamedFile, labels: NamedFile, issues: Issue[]): IdxPair | null {
  const readImages = tryRead(images, issues)
  const readLabels = tryRead(labels, issues)
  return readImages === null || readLabels === null ? null : { images: readImages, labels: readLabels }
}

function readTestPair({ testImages, testLabels }: IdxFiles, issues: Issue[]): IdxPair | null {
  if (testImages !== null && testLabels !== null) return readPair(testImages, testLabels, issues)
  const lone = testImages ?? testLabels
  if (lone !== null) {
    issues.push({
      path: lone.name,
      expected: text('test images and test labels, or neither', 'imágenes y etiquetas de prueba, o ninguna de las dos'),
      received: testImages === null ? 'labels alone' : 'images alone',
    })
  }
  return null
}

function tryRead({ name, content }: NamedFile, issues: Issue[]): NamedIdx | null {
  try {
    return { name, array: readIdx(name, content) }
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    issues.push(...error.issues)
    return null
  }
}

function checkPair({ images, labels }: IdxPair): Issue[] {
  const issues: Issue[] = []
  const { shape } = images.array
  if (shape.length < 2) issues.push({ path: images.name, expected: text('images: samples × height × width', 'imágenes: muestras × alto × ancho'), received: `${shape.length} axis` })
  if (labels.array.shape.length !== 1) issues.push({ path: labels.name, expected: text('labels: one axis', 'etiquetas: un eje'), received: formatShape(labels.array.shape) })
  if (issues.length > 0) return issues
  if (shape[0] !== labels.array.shape[0]) {
    issues.push({ path: labels.name, expected: countText(shape[0], `labels, one per image of ${images.name}`, `etiquetas, una por imagen de ${images.name}`), received: formatCount(labels.array.shape[0]) })
  }
  if (shape[0] === 0) issues.push({ path: images.name, expected: text('at least one image', 'al menos una imagen'), received: '0' })
  const wrong = labels.array.data.findIndex((label) => !Number.isInteger(label) || label < 0)
  if (wrong >= 0) issues.push({ path: `${labels.name} label ${wrong + 1}`, expected: text('a whole number of at least 0', 'un número entero de al menos 0'), received: String(labels.array.data[wrong]) })
  return issues
}

function checkSameShape(train: NamedIdx, test: NamedIdx): Issue[] {
  const expected = formatShape(train.array.shape.slice(1))
  if (sameShape(train.array.shape.slice(1), test.array.shape.slice(1))) return []
  return [{ path: test.name, expected: text(`images of ${expected}, as in ${train.name}`, `imágenes de ${expected}, como en ${train.name}`), received: formatShape(test.array.shape.slice(1)) }]
}

/** Grey images have one channel; with four axes the source says which. */
const sampleShape = ([, ...shape]: Shape): Shape => (shape.length === 2 ? [1, ...shape] : shape)

function joinInputs(arrays: readonly IdxArray[]): Uint8Array | Float32Array {
  const length = arrays.reduce((sum, { data }) => sum + data.length, 0)
  const joined = arrays.every(({ type }) => type === 'uint8') ? new Uint8Array(length) : new Float32Array(length)
  let at = 0
  for (const { data } of arrays) {
    joined.set(data, at)
    at += data.length
  }
  return joined
}

function joinLabels(arrays: readonly IdxArray[]): Int32Array {
  const labels = new Int32Array(arrays.reduce((sum, { data }) => sum + data.length, 0))
  let at = 0
  for (const { data } of arrays) {
    labels.set(data, at)
    at += data.length
  }
  return labels
}

const largest = (labels: Int32Array): number => labels.reduce((most, label) => Math.max(most, label), 0)
