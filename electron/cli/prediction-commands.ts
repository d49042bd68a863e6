import { resolve } from 'node:path'
import { confusion, SPLIT_PARTS, SpecError, text, type CheckpointTag, type Uncertainty } from '../../core/index.ts'
import type { RunId } from '../contract/api.ts'
import type { TrainedRuns } from '../services/trained-runs.ts'
import { choose } from './choose.ts'
import { EXIT, type Command, type OptionDefinition } from './command.ts'
import { findRun } from './find-run.ts'
import { formatNumber, formatTable } from './table.ts'
import { UsageError } from './usage-error.ts'

export const CHECKPOINT: OptionDefinition = { kind: 'value', value: 'last|best|EPOCH', doc: 'which checkpoint, or an epoch whose weights were kept; otherwise the weights the run ended with' }
const TAGS = ['last', 'best'] as const

/** The checkpoint that an option names, or the one that holds the weights the run ended with. */
export const checkpointOf = (given: string | null, run: RunId, trained: TrainedRuns): CheckpointTag =>
  given === null ? trained.checkpoint(run).record.tag : /^\d+$/.test(given) ? `epoch-${Number(given)}` : choose('checkpoint', given, TAGS, 'last')

const SPLIT: OptionDefinition = { kind: 'value', value: SPLIT_PARTS.join('|'), doc: 'which part of the run\'s data' }

export const evaluate: Command = {
  name: 'eval',
  operands: ['RUN'],
  doc: 'Scores a run\'s checkpoint on a part of its data.',
  options: { split: SPLIT, checkpoint: CHECKPOINT },
  async run({ open, output, invocation }) {
    const services = await open('read')
    const run = await findRun(services.api, invocation.operands[0]!)
    const split = choose('split', invocation.value('split'), SPLIT_PARTS, 'test')
    const checkpoint = checkpointOf(invocation.value('checkpoint'), run.id, services.trained)
    const predictions = await services.trained.predictions(run.id, split, checkpoint)
    if (predictions.scores === null) {
      throw new SpecError([{ path: run.name, expected: text(`a ${split} part with samples`, `una parte de ${split} con muestras`), received: 'an empty one', fix: text('choose another --split', 'elija otra --split') }])
    }
    const { classes } = services.datasets.find(run.datasetId ?? '').description
    const counts = classes === null ? null : confusion(predictions.outputs, predictions, classes.length)
    const document = { run: run.id, split, checkpoint, samples: predictions.sampleCount, scores: predictions.scores, classes, confusion: counts === null ? null : rowsOf(counts.counts, classes!.length), errors: counts?.errors ?? null, uncertainty: meanUncertainty(predictions.uncertainty), members: predictions.members?.map((scores) => ({ scores })) ?? null }
    output.result(document, () => evaluationText(document))
    return EXIT.done
  },
}

interface Evaluation {
  readonly samples: number
  readonly scores: Readonly<Record<string, number>>
  readonly uncertainty: Readonly<Record<string, number>> | null
  readonly members: readonly { readonly scores: Readonly<Record<string, number>> | null }[] | null
}

/** More members than this are told by their mean; the JSON has them all. */
const MOST_COLUMNS = 8

/** One column for the whole, one for the mean member and one for each member of an ensemble. */
function evaluationText({ samples, scores, uncertainty, members }: Evaluation): string {
  const all = members ?? []
  const columns = all.length > MOST_COLUMNS ? [] : all
  const meanOf = (name: string): number => all.reduce((sum, member) => sum + (member.scores?.[name] ?? NaN), 0) / all.length
  const rows = Object.entries(scores).map(([name, value]) => [name, formatNumber(value), ...(all.length > 1 ? [formatNumber(meanOf(name))] : []), ...columns.map((member) => formatNumber(member.scores?.[name]))])
  const spread = Object.entries(uncertainty ?? {}).map(([name, value]) => [`mean ${name}`, formatNumber(value)])
  const head = all.length === 0 ? [] : [['', 'ensemble', ...(all.length > 1 ? ['mean member', ...columns.map((_, index) => `member ${index + 1}`)] : ['dropout off'])]]
  return `${formatTable([...head, ['samples', String(samples)], ...rows, ...spread], { header: head.length > 0 })}\n`
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Averaged over the samples (and the values). */
const meanUncertainty = (uncertainty: Uncertainty | null): Readonly<Record<string, number>> | null =>
  uncertainty === null ? null : Object.fromEntries(Object.entries(uncertainty as Readonly<Record<string, Float32Array>>).map(([name, values]) => [name, mean(values)]))

const rowsOf = (values: ArrayLike<number>, width: number): number[][] =>
  Array.from({ length: width === 0 ? 0 : values.length / width }, (_, row) => Array.from({ length: width }, (_unused, column) => values[row * width + column]!))

export const predict: Command = {
  name: 'predict',
  operands: ['RUN'],
  doc: 'Predicts the samples of a CSV or IDX file, or of a part of the run\'s data.',
  options: { input: { kind: 'value', short: 'i', value: 'FILE', doc: 'a CSV file with the feature columns, or IDX images' }, split: SPLIT, checkpoint: CHECKPOINT },
  async run({ open, output, invocation }) {
    const input = invocation.value('input')
    if ((input === null) === (invocation.value('split') === null)) throw new UsageError('"descent predict" needs either --input FILE or --split PART')
    const services = await open('read')
    const run = await findRun(services.api, invocation.operands[0]!)
    const checkpoint = checkpointOf(invocation.value('checkpoint'), run.id, services.trained)
    const { outputs, uncertainty, sampleCount } = input === null
      ? await services.trained.predictions(run.id, choose('split', invocation.value('split'), SPLIT_PARTS, 'test'), checkpoint)
      : await services.tasks.once('predict-file', { ...services.trained.request(run.id, checkpoint), file: { path: resolve(input) } })
    const { classes, targetNames } = services.datasets.find(run.datasetId ?? '').description
    const rows = rowsOf(outputs, sampleCount === 0 ? 0 : outputs.length / sampleCount)
    const spread = spreadOf(uncertainty, sampleCount)
    const predictions = rows.map((row, sample) => ({ ...(classes === null ? { values: row } : predictedClass(row, classes)), ...(spread === null ? {} : { uncertainty: spread[sample]! }) }))
    output.result({ run: run.id, checkpoint, samples: sampleCount, classes, targetNames, predictions }, () => predictionsText(predictions, classes, targetNames))
    return EXIT.done
  },
}

type SampleUncertainty = { readonly entropy: number; readonly mutualInformation: number } | { readonly deviation: readonly number[] }
type Prediction = ({ readonly values: readonly number[] } | { readonly class: string; readonly probabilities: readonly number[] }) & { readonly uncertainty?: SampleUncertainty }

/** Sample by sample; null where there is one prediction alone. */
function spreadOf(uncertainty: Uncertainty | null, sampleCount: number): readonly SampleUncertainty[] | null {
  if (uncertainty === null) return null
  if ('deviation' in uncertainty) return rowsOf(uncertainty.deviation, uncertainty.deviation.length / Math.max(1, sampleCount)).map((deviation) => ({ deviation }))
  return Array.from(uncertainty.entropy, (entropy, sample) => ({ entropy, mutualInformation: uncertainty.mutualInformation[sample]! }))
}

/** A single output is the probability of the second class. */
function predictedClass(row: readonly number[], classes: readonly string[]): Prediction {
  const probabilities = row.length === 1 && classes.length === 2 ? [1 - row[0]!, row[0]!] : row
  return { class: classes[probabilities.indexOf(Math.max(...probabilities))] ?? '', probabilities }
}

/** CSV, so that it can be piped on. */
function predictionsText(predictions: readonly Prediction[], classes: readonly string[] | null, targetNames: readonly string[]): string {
  const first = predictions[0]?.uncertainty
  const spreadNames = first === undefined ? [] : 'deviation' in first ? first.deviation.map((_, index) => `deviation of ${targetNames[index] ?? index + 1}`) : ['entropy', 'mutual information']
  const header = [...(classes === null ? targetNames : [targetNames[0] ?? 'class', ...classes.map((name) => `probability of ${name}`)]), ...spreadNames]
  const rows = predictions.map(({ uncertainty, ...prediction }) => [
    ...('values' in prediction ? prediction.values.map(String) : [prediction.class, ...prediction.probabilities.map((probability) => probability.toFixed(6))]),
    ...(uncertainty === undefined ? [] : 'deviation' in uncertainty ? uncertainty.deviation.map(String) : [uncertainty.entropy.toFixed(6), uncertainty.mutualInformation.toFixed(6)]),
  ])
  return [header, ...rows].map((row) => `${row.map(quoteField).join(',')}\n`).join('')
}

const quoteField = (field: string): string => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)
