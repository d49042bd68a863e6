import { SPLIT_PARTS, type SplitPart } from '../experiment/parts.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { TrainingData } from '../experiment/training-data.ts'
import type { Average } from '../ensembles/definition.ts'
import { createCombination } from './combine-predictions.ts'
import { selectSamples } from './ensemble-members.ts'
import type { Scores } from './events.ts'
import { scoreResult } from './scores.ts'
import type { PartResult, Session } from './session.ts'

export type PartScores = Readonly<Record<SplitPart, Scores | null>>

export const NO_SCORES: PartScores = { train: null, validation: null, test: null }

/** The scores of an ensemble that grows, on every part of the data. */
export interface EnsembleScores {
  /** Adds what a network predicts now; returns its scores alone. `learned`: positions of the training part that it learned from, where it did not see all. */
  add(session: Session, options?: { readonly pass?: number; readonly learned?: Int32Array | null }): PartScores
  /** Of all that were added. */
  scores(): PartScores
  /** Of the training samples, each judged by the members that did not learn from it; null where no sample has one. */
  outOfBag(): Scores | null
}

export function createEnsembleScores(experiment: ResolvedExperiment, { parts }: TrainingData, average: Average): EnsembleScores {
  const eachPart = (make: (part: SplitPart) => Scores | null): PartScores => ({ train: make('train'), validation: make('validation'), test: make('test') })
  const combinations = Object.fromEntries(SPLIT_PARTS.map((part) => [part, createCombination(experiment, parts[part], average)])) as Record<SplitPart, ReturnType<typeof createCombination>>
  const outside = createCombination(experiment, parts.train, average)
  return {
    add(session, { pass, learned = null } = {}) {
      return eachPart((part) => {
        const samples = parts[part]
        if (samples.sampleCount === 0) return null
        const result = session.evaluate(samples, pass)
        combinations[part].add(result)
        if (part === 'train' && learned !== null) outside.add(result, unseen(samples.sampleCount, learned))
        return scoreResult(experiment, result, samples)
      })
    },
    scores: () => eachPart((part) => scoreResult(experiment, combinations[part].result(), parts[part])),
    outOfBag() {
      const judged = Int32Array.from(outside.counts.keys()).filter((position) => outside.counts[position] > 0)
      if (judged.length === 0) return null
      return scoreResult(experiment, selectRows(outside.result(), judged, parts.train.sampleCount), selectSamples(parts.train, judged))
    },
  }
}

function unseen(sampleCount: number, learned: Int32Array): Uint8Array {
  const marks = new Uint8Array(sampleCount).fill(1)
  for (const position of learned) marks[position] = 0
  return marks
}

const selectRows = ({ heads }: PartResult, positions: Int32Array, sampleCount: number): PartResult => ({
  heads: heads.map(({ outputs, losses }) => {
    const width = outputs.length / sampleCount
    const rows = new Float32Array(positions.length * width)
    positions.forEach((position, row) => rows.set(outputs.subarray(position * width, (position + 1) * width), row * width))
    return { outputs: rows, losses: Float32Array.from(positions, (position) => losses[position]) }
  }),
})
