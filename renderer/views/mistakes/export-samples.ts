import type { PredictionList, SampleAnnotation } from '../../../electron/contract/api.ts'
import { tableToCsv, type ChartTable } from '../../charts/save-chart.ts'
import { classProbabilities, predictedClass } from './class-probabilities.ts'

/** Rows written between two breaths of the window. */
const ROWS = 2000

interface ListedSamples {
  readonly list: PredictionList
  readonly part: string
  readonly annotationOf: (sample: number) => SampleAnnotation
}

type Cell = string | number | null

/** Columns and rows of a list: `index` is the position in the data set, from 0. */
function tableOf({ list: { classes, targetNames, indices, targets, outputs, losses }, part, annotationOf }: ListedSamples, from: number, to: number): ChartTable {
  const width = indices.length === 0 ? 0 : outputs.length / indices.length
  const perTarget = indices.length === 0 ? 0 : targets.length / indices.length
  const columns = classes === null
    ? ['index', 'part', ...targetNames.map((name) => `true ${name}`), ...targetNames.map((name) => `predicted ${name}`), 'loss', 'tags', 'note']
    : ['index', 'part', 'true class', 'predicted class', ...classes.map((name) => `p(${name})`), 'loss', 'tags', 'note']
  const rows = Array.from({ length: to - from }, (_, i): readonly Cell[] => {
    const row = from + i
    const sample = indices[row] ?? 0
    const { tags, note } = annotationOf(sample)
    const said = outputs.subarray(row * width, (row + 1) * width)
    const end = [losses[row] ?? null, tags.join(';'), note]
    if (classes === null) return [sample, part, ...targets.subarray(row * perTarget, (row + 1) * perTarget), ...said, ...end]
    const probabilities = classProbabilities(said)
    return [sample, part, classes[targets[row] ?? -1] ?? null, classes[predictedClass(said)] ?? null, ...probabilities, ...end]
  })
  return { columns, rows }
}

/** One JSON object for each sample; tags as a list, probabilities by class. */
function objectAt({ list: { classes, targetNames, indices, targets, outputs, losses }, part, annotationOf }: ListedSamples, row: number): object {
  const width = outputs.length / indices.length
  const perTarget = targets.length / indices.length
  const index = indices[row] ?? 0
  const { tags, note } = annotationOf(index)
  const said = outputs.subarray(row * width, (row + 1) * width)
  const end = { loss: losses[row] ?? null, tags, note }
  if (classes === null) {
    const byName = (values: Float32Array): object => Object.fromEntries(targetNames.map((name, which) => [name, values[which] ?? null]))
    return { index, part, true: byName(targets.subarray(row * perTarget, (row + 1) * perTarget)), predicted: byName(said), ...end }
  }
  const probabilities = classProbabilities(said)
  return { index, part, trueClass: classes[targets[row] ?? -1] ?? null, predictedClass: classes[predictedClass(said)] ?? null, probabilities: Object.fromEntries(classes.map((name, which) => [name, probabilities[which] ?? null])), ...end }
}

const breathe = (): Promise<void> => new Promise((resume) => setTimeout(resume, 0))

/** The list as a file's text, written in pieces so that the window stays free. */
export async function samplesText(listed: ListedSamples, format: 'csv' | 'json'): Promise<string> {
  const count = listed.list.indices.length
  const pieces: string[] = []
  const headings = tableToCsv(tableOf(listed, 0, 0))
  if (format === 'csv') pieces.push(headings)
  for (let from = 0; from < count; from += ROWS) {
    const to = Math.min(count, from + ROWS)
    if (format === 'csv') pieces.push(tableToCsv(tableOf(listed, from, to)).slice(headings.length))
    else for (let row = from; row < to; row++) pieces.push(`${row === 0 ? '' : ',\n'}${JSON.stringify(objectAt(listed, row))}`)
    await breathe()
  }
  return format === 'csv' ? pieces.join('') : `[\n${pieces.join('')}\n]\n`
}
