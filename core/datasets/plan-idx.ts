import { readIdx } from '../formats/idx.ts'
import type { Shape } from '../math/shape.ts'
import { GIVEN_PARTS } from './dataset.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { IdxPlan, NamedFile } from './import-plan.ts'
import { partOfName } from './part-of-name.ts'

interface IdxFile {
  readonly position: number
  readonly name: string
  readonly shape: Shape
  readonly test: boolean
}

/** Finds out which IDX file is what: images have several axes, labels one; pairs have the same count; names tell training from test. Throws SpecError. */
export function planIdx(files: readonly NamedFile[]): IdxPlan {
  const issues: Issue[] = []
  const read = files.flatMap((file, position) => describeFile(file, position, issues))
  if (issues.length > 0) throw new SpecError(issues)
  const images = read.filter(({ shape }) => shape.length > 1).sort((a, b) => Number(a.test) - Number(b.test) || b.shape[0] - a.shape[0])
  const labels = read.filter(({ shape }) => shape.length === 1)
  if (images.length === 0 || labels.length === 0) throw lacks(files, images.length === 0)
  const pairs = images.map((file) => ({ images: file, labels: matchLabels(file, labels) }))
  const unmatched = pairs.find((pair) => pair.labels === null)
  if (pairs.length > 2 || unmatched !== undefined) throw unclear(unmatched?.images ?? images[2], unmatched === undefined)
  const [train, test] = pairs
  return {
    images: train.images.position,
    labels: train.labels!.position,
    testImages: test?.images.position ?? null,
    testLabels: test?.labels!.position ?? null,
  }
}

/** The shapes of IDX files; null for one that cannot be read. */
export const idxShapes = (files: readonly NamedFile[]): { readonly name: string; readonly shape: Shape | null }[] =>
  files.map((file, position) => ({ name: file.name, shape: describeFile(file, position, [])[0]?.shape ?? null }))

function describeFile({ name, content }: NamedFile, position: number, issues: Issue[]): IdxFile[] {
  try {
    return [{ position, name, shape: readIdx(name, content).shape, test: partOfName(name) === GIVEN_PARTS.indexOf('test') }]
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    issues.push(...error.issues)
    return []
  }
}

const matchLabels = (images: IdxFile, labels: readonly IdxFile[]): IdxFile | null =>
  labels.filter(({ shape }) => shape[0] === images.shape[0]).sort((a, b) => Number(b.test === images.test) - Number(a.test === images.test))[0] ?? null

const lacks = (files: readonly NamedFile[], noImages: boolean): SpecError =>
  new SpecError([
    {
      path: files.map(({ name }) => name).join(', '),
      expected: text('an images file and a labels file', 'un fichero de imágenes y uno de etiquetas'),
      received: noImages ? 'labels alone' : 'images alone',
      fix: text('choose both files together', 'elija ambos ficheros a la vez'),
    },
  ])

const unclear = ({ name, shape }: IdxFile, tooMany: boolean): SpecError =>
  new SpecError([
    tooMany
      ? { path: name, expected: text('training images and test images at most', 'como mucho imágenes de entrenamiento y de prueba'), received: 'a third images file' }
      : { path: name, expected: text(`a labels file with ${shape[0]} labels for it`, `un fichero con ${shape[0]} etiquetas para él`), received: 'none' },
  ])
