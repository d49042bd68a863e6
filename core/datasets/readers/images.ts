import { readCsv } from '../../formats/csv.ts'
import { decodeImage, imageHead } from '../../formats/images/decode-image.ts'
import { readHead, readWhole, type SourceFile } from '../../formats/source-file.ts'
import { formatCount } from '../../schema/count-text.ts'
import { describeValue, SpecError, type Issue } from '../../schema/issue.ts'
import { text, type Text } from '../../schema/text.ts'
import type { ImagesPlan } from '../import-plan.ts'
import { nameFromFile } from '../name-from-file.ts'
import { resizeImage } from '../resize-image.ts'
import type { SampleBlock, SampleLayout, SampleStream, TargetLayout } from '../sample-source.ts'
import { refuseTooLarge } from '../table-samples.ts'
import { defineImportFormat, emptyPlan } from './definition.ts'
import { labelImages, planLabels, type LabelledImage } from './image-labels.ts'

/** Enough to tell the usual size and whether there is colour. */
const LOOKED_AT = 40
const LARGEST_SIDE = 1024
/** Pictures of cameras are far larger than networks can use; this is a beginning. */
const USUAL_SIDE = 64
const MOST_LABEL_BYTES = 256 * 2 ** 20
const MOST_IMAGE_BYTES = 512 * 2 ** 20
const MOST_ISSUES = 20
const BLOCK_BYTES = 2 ** 20

export const images = defineImportFormat({
  label: text('images', 'imágenes'),
  doc: text(
    'A folder or ZIP of images: one folder per class, or a table that names each image\'s class. Folders called train, validation and test fix the parts.',
    'Una carpeta o ZIP de imágenes: una carpeta por clase, o una tabla que dé la clase de cada imagen. Las carpetas train, validation y test fijan las partes.',
  ),
  extensions: ['png', 'jpg', 'jpeg', 'webp', 'bmp', 'zip'],
  sniff: ({ head }) => imageHead(head) !== null,
  async open(files, { plan: given, limit }) {
    const { pictures, others } = await sortFiles(files)
    const tables = others.map((file) => ({ name: file.name, read: async () => readCsv(file.name, await readWhole(file, MOST_LABEL_BYTES)) }))
    const labels = given?.images == null ? await planLabels(pictures, tables) : given.images.labels
    const look = await lookAt(pictures)
    const plan: ImagesPlan = given?.images ?? { ...look.size, colour: look.colour ? 'colour' : 'grey', labels }
    const name = given?.name?.trim() || commonFolder(pictures) || nameFromFile(pictures[0].name)
    const { images: labelled, targets, issues } = await labelImages(pictures, tables, plan.labels)
    const problems = [...checkPlan(plan), ...issues]
    return {
      plan: { ...emptyPlan('images', name), images: plan },
      rows: [],
      choices: await describeTables(tables),
      notes: notesOf(look, plan, given?.images == null),
      sampleCount: labelled.length,
      inputShape: [plan.colour === 'colour' ? 3 : 1, plan.height, plan.width],
      complete: limit === null || labelled.length <= limit.images,
      issues: problems,
      samples() {
        if (problems.length > 0) throw new SpecError(problems)
        return imageSamples(name, labelled, targets, plan)
      },
    }
  },
})

/** The innermost folder that holds all images, its own name; empty where there is none. */
function commonFolder(pictures: readonly SourceFile[]): string {
  const [first, ...others] = pictures.map(({ name }) => name.split('/').slice(0, -1))
  let depth = first.length
  for (const folders of others) while (!first.slice(0, depth).every((folder, i) => folders[i] === folder)) depth--
  return first[depth - 1] ?? ''
}

/** Images in the order of their names, whatever order the disk gives; and what else there is. Throws SpecError. */
async function sortFiles(files: readonly SourceFile[]): Promise<{ pictures: readonly SourceFile[]; others: readonly SourceFile[] }> {
  const pictures: SourceFile[] = []
  const others: SourceFile[] = []
  for (const file of files) (imageHead(await readHead(file, 64)) === null ? others : pictures).push(file)
  pictures.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  if (pictures.length === 0) throw new SpecError([{ path: files.map(({ name }) => name).slice(0, MOST_ISSUES).join(', '), expected: text('PNG, JPEG, WebP or BMP images', 'imágenes PNG, JPEG, WebP o BMP'), received: 'none' }])
  return { pictures, others }
}

interface Look { readonly size: { readonly width: number; readonly height: number }; readonly alike: boolean; readonly colour: boolean }

/** A few images from all over the folder: how large they are, and whether there is colour. */
async function lookAt(pictures: readonly SourceFile[]): Promise<Look> {
  const step = Math.max(1, Math.floor(pictures.length / LOOKED_AT))
  const sizes: { width: number; height: number }[] = []
  let colour = false
  for (let i = 0; i < pictures.length && sizes.length < LOOKED_AT; i += step) {
    const image = await tryDecode(pictures[i])
    if (image === null) continue
    sizes.push({ width: image.width, height: image.height })
    for (let at = 0; at < image.pixels.length && !colour; at += 4) colour = image.pixels[at] !== image.pixels[at + 1] || image.pixels[at] !== image.pixels[at + 2]
  }
  const alike = sizes.every(({ width, height }) => width === sizes[0].width && height === sizes[0].height)
  const fits = sizes.length > 0 && alike && Math.max(sizes[0].width, sizes[0].height) <= 4 * USUAL_SIDE
  return { size: fits ? sizes[0] : { width: USUAL_SIDE, height: USUAL_SIDE }, alike: fits, colour }
}

async function tryDecode(file: SourceFile) {
  try {
    return await decodeImage(file.name, await readWhole(file, MOST_IMAGE_BYTES))
  } catch (error) {
    if (error instanceof SpecError) return null
    throw error
  }
}

function notesOf({ alike }: Look, plan: ImagesPlan, guessed: boolean): Text[] {
  if (!guessed || alike) return []
  return [text(`The images differ in size or are large; each is resized to ${plan.width} × ${plan.height} pixels. Choose another size if details are lost.`, `Las imágenes tienen tamaños distintos o son grandes; cada una se lleva a ${plan.width} × ${plan.height} píxeles. Elija otro tamaño si se pierden detalles.`)]
}

function checkPlan({ width, height }: ImagesPlan): Issue[] {
  const fits = (side: number): boolean => Number.isInteger(side) && side >= 1 && side <= LARGEST_SIDE
  return Object.entries({ width, height }).flatMap(([name, side]): Issue[] =>
    fits(side) ? [] : [{ path: `plan.images.${name}`, expected: text(`a whole number from 1 to ${formatCount(LARGEST_SIDE)}`, `un número entero de 1 a ${formatCount(LARGEST_SIDE, 'es')}`), received: describeValue(side) }])
}

async function describeTables(tables: readonly { readonly name: string; read(): Promise<{ readonly columns: readonly string[] }> }[]): Promise<{ name: string; detail: string }[]> {
  const described: { name: string; detail: string }[] = []
  for (const { name, read } of tables) {
    try {
      described.push({ name, detail: (await read()).columns.join(', ') })
    } catch (error) {
      if (!(error instanceof SpecError)) throw error
    }
  }
  return described
}

function imageSamples(name: string, labelled: readonly LabelledImage[], targets: TargetLayout, plan: ImagesPlan): SampleStream {
  const channels = plan.colour === 'colour' ? 3 : 1
  const bytes = channels * plan.width * plan.height
  const layout: SampleLayout = {
    name, sampleCount: labelled.length, inputShape: [channels, plan.height, plan.width], inputType: 'uint8', inputScale: 1 / 255, featureNames: null, targets,
    hasParts: labelled.some(({ part }) => part > 0), groups: null, weights: null,
  }
  refuseTooLarge(name, layout)
  const perBlock = Math.max(1, Math.floor(BLOCK_BYTES / bytes))
  return {
    layout,
    async *blocks() {
      const issues: Issue[] = []
      for (let from = 0; from < labelled.length; from += perBlock) {
        const block = await readBlock(labelled.slice(from, from + perBlock), { ...plan, channels, bytes }, layout, issues)
        // After twenty images that cannot be read the others are not worth the wait.
        if (issues.length >= MOST_ISSUES) break
        yield block
      }
      if (issues.length > 0) throw new SpecError(issues)
    },
  }
}

async function readBlock(labelled: readonly LabelledImage[], { width, height, channels, bytes }: { width: number; height: number; channels: 1 | 3; bytes: number }, layout: SampleLayout, issues: Issue[]): Promise<SampleBlock> {
  const inputs = new Uint8Array(labelled.length * bytes)
  for (const [i, { file }] of labelled.entries()) {
    try {
      inputs.set(resizeImage(await decodeImage(file.name, await readWhole(file, MOST_IMAGE_BYTES)), { width, height, channels }), i * bytes)
    } catch (error) {
      if (!(error instanceof SpecError)) throw error
      issues.push(...error.issues)
    }
  }
  const target = labelled.map(({ target: value }) => value)
  return {
    count: labelled.length,
    inputs,
    targets: layout.targets.kind === 'classes' ? Int32Array.from(target) : Float32Array.from(target),
    parts: layout.hasParts ? Uint8Array.from(labelled, ({ part }) => part) : null,
    groups: null,
    weights: null,
  }
}
