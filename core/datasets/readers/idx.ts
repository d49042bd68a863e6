import { looksLikeIdx } from '../../formats/idx.ts'
import { readWhole } from '../../formats/source-file.ts'
import { formatShape } from '../../math/shape.ts'
import { SpecError, type Issue } from '../../schema/issue.ts'
import { text } from '../../schema/text.ts'
import type { Dataset } from '../dataset.ts'
import type { IdxPlan, NamedFile } from '../import-plan.ts'
import { nameFromFile } from '../name-from-file.ts'
import { idxShapes, planIdx } from '../plan-idx.ts'
import { readIdxDataset, type IdxFiles } from '../read-idx-dataset.ts'
import { sourceOf } from '../sample-source.ts'
import { defineImportFormat, emptyPlan } from './definition.ts'

export const idx = defineImportFormat({
  label: text('IDX', 'IDX'),
  doc: text('Images and labels as the MNIST family publishes them; training and test files go together.', 'Imágenes y etiquetas como las publica la familia de MNIST; los ficheros de entrenamiento y de prueba van juntos.'),
  extensions: ['idx', 'idx1-ubyte', 'idx3-ubyte', 'gz'],
  sniff: ({ head }) => looksLikeIdx(head),
  async open(files, { plan: given }) {
    const named = await Promise.all(files.map(async (file): Promise<NamedFile> => ({ name: file.name, content: await readWhole(file) })))
    const plan = given?.idx ?? planIdx(named)
    const chosen = chooseFiles(named, plan)
    const name = given?.name?.trim() || nameFromFile(chosen.images.name)
    const { dataset, issues } = attempt(() => readIdxDataset(name, chosen))
    return {
      plan: { ...emptyPlan('idx', name), idx: plan },
      rows: [],
      choices: idxShapes(named).map(({ name: file, shape }) => ({ name: file, detail: shape === null ? '' : formatShape(shape) })),
      notes: [],
      sampleCount: dataset?.sampleCount ?? 0,
      inputShape: dataset?.inputShape ?? [0],
      complete: true,
      issues,
      samples() {
        if (dataset === null) throw new SpecError(issues)
        return sourceOf(dataset)
      },
    }
  },
})

function chooseFiles(files: readonly NamedFile[], { images, labels, testImages, testLabels }: IdxPlan): IdxFiles {
  const issues: Issue[] = []
  const at = (position: number | null): NamedFile | null => {
    if (position === null) return null
    if (files[position] === undefined) issues.push({ path: 'plan.idx', expected: text(`positions below ${files.length}`, `posiciones menores que ${files.length}`), received: String(position) })
    return files[position] ?? null
  }
  const chosen = { images: at(images), labels: at(labels), testImages: at(testImages), testLabels: at(testLabels) }
  if (issues.length > 0 || chosen.images === null || chosen.labels === null) throw new SpecError(issues)
  return { ...chosen, images: chosen.images, labels: chosen.labels }
}

function attempt(build: () => Dataset): { dataset: Dataset | null; issues: readonly Issue[] } {
  try {
    return { dataset: build(), issues: [] }
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    return { dataset: null, issues: error.issues }
  }
}
