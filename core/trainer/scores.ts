import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import { dataOf, scoreName } from '../experiment/read-outputs.ts'
import type { PartData } from '../experiment/training-data.ts'
import { scaleOfColumns, unscaleValues } from '../preprocessing/target-scale.ts'
import type { Scores } from './events.ts'
import type { PartResult } from './session.ts'

/** What people read of one output: class probabilities, or values in the unit of the data. */
export function readOutput({ outputs, data }: ResolvedExperiment, index: number, raw: Float32Array, { sampleCount, targetScale }: Pick<PartData, 'sampleCount' | 'targetScale'>): Float32Array {
  const output = outputs[index]
  const predictions = output.loss.definition.predict(raw, sampleCount, dataOf(data, output), output.loss.hyperparameters)
  return targetScale === null ? predictions : unscaleValues(predictions, scaleOfColumns(targetScale, output.columns))
}

/** What is minimized for each sample: the weighted sum of the outputs' losses. */
export function totalLosses({ outputs }: Pick<ResolvedExperiment, 'outputs'>, { heads }: PartResult): Float32Array {
  const [{ losses }] = heads
  if (heads.length === 1 && outputs[0].weight === 1) return losses
  return losses.map((_, sample) => heads.reduce((sum, head, index) => sum + outputs[index].weight * head.losses[sample], 0))
}

/** The mean loss and every metric of a part, for outputs after the first under `<layer>/<name>`; null for a part without samples. */
export function scoreResult(experiment: ResolvedExperiment, result: PartResult, part: PartData): Scores | null {
  if (part.sampleCount === 0) return null
  const scores: Record<string, number> = { loss: mean(totalLosses(experiment, result)) }
  result.heads.forEach(({ outputs, losses }, index) => {
    const output = experiment.outputs[index]
    const predictions = readOutput(experiment, index, outputs, part)
    if (index > 0) scores[scoreName(output, index, 'loss')] = mean(losses)
    const seen = columnsOf(part, output.columns)
    for (const { kind, definition, hyperparameters } of experiment.metrics) scores[scoreName(output, index, kind)] = definition.compute(predictions, seen, hyperparameters)
  })
  return scores
}

/** A part with some of its target columns. */
function columnsOf(part: PartData, columns: readonly number[] | null): PartData {
  return columns === null ? part : { ...part, values: selectColumns(part.values, part.sampleCount, columns) }
}

/** Columns of values [samples × all]. */
export function selectColumns(values: Float32Array, sampleCount: number, columns: readonly number[]): Float32Array {
  const width = sampleCount === 0 ? 0 : values.length / sampleCount
  return Float32Array.from({ length: sampleCount * columns.length }, (_, i) => values[Math.floor(i / columns.length) * width + columns[i % columns.length]])
}

function mean(values: Float32Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
