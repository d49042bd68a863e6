import type { PartData } from '../experiment/training-data.ts'
import { confidenceBin, confidencesOf } from '../math/confidences.ts'
import { averagePrecision, rankScores, rocArea, type RankedCounts } from '../math/ranking.ts'

/** One class against all others, for every threshold of its probability. All lists have one entry per threshold, highest first. */
export interface ThresholdCurve {
  readonly thresholds: Float64Array
  /** Of the samples of the class, and of the others, the part that gets at least that probability. */
  readonly truePositiveRates: Float64Array
  readonly falsePositiveRates: Float64Array
  /** Of the samples that get at least that probability, the part that is of the class; at the first threshold 1, where there are none. */
  readonly precisions: Float64Array
  /** NaN where a part has no samples of the class, or no others. */
  readonly rocArea: number
  readonly averagePrecision: number
  readonly positives: number
}

/** How often predictions of a confidence are right. */
export interface CalibrationBin {
  readonly count: number
  /** Means over the samples of the bin; NaN for an empty one. */
  readonly confidence: number
  readonly accuracy: number
}

export interface ClassifierCurves {
  /** One per class. */
  readonly classes: readonly ThresholdCurve[]
  /** Equal intervals of confidence from 0 to 1. */
  readonly calibration: readonly CalibrationBin[]
  /** Σ count/n·|accuracy − confidence|. */
  readonly calibrationError: number
}

const BINS = 15
/** More thresholds are thinned out evenly: a screen has no more pixels. */
const MOST_POINTS = 2000
/** Thresholds at whole hundredths are asked for most, so what they do is kept. */
const HUNDREDTHS = 100

/** ROC, precision–recall and calibration of a classifier. `outputs`: sampleCount × classes, probabilities; a single one is that of class 1. */
export function classifierCurves(outputs: Float32Array, { labels, sampleCount }: Pick<PartData, 'labels' | 'sampleCount'>, classCount: number): ClassifierCurves {
  const width = sampleCount === 0 ? 0 : outputs.length / sampleCount
  const probability = (sample: number, index: number): number => (width > 1 ? outputs[sample * width + index] : index === 1 ? outputs[sample] : 1 - outputs[sample])
  const classes = Array.from({ length: classCount }, (_, index) =>
    thresholdCurve(rankScores(Float64Array.from({ length: sampleCount }, (_unused, sample) => probability(sample, index)), (sample) => labels[sample] === index)))
  return { classes, ...calibrationOf(outputs, labels) }
}

function thresholdCurve(ranked: RankedCounts): ThresholdCurve {
  const { scores, truePositives, falsePositives } = ranked
  const [positives, others] = [truePositives.at(-1) ?? 0, falsePositives.at(-1) ?? 0]
  const kept = thinned(scores)
  return {
    thresholds: Float64Array.of(Infinity, ...kept.map((i) => scores[i])),
    truePositiveRates: Float64Array.of(0, ...kept.map((i) => truePositives[i] / positives)),
    falsePositiveRates: Float64Array.of(0, ...kept.map((i) => falsePositives[i] / others)),
    precisions: Float64Array.of(1, ...kept.map((i) => truePositives[i] / (truePositives[i] + falsePositives[i]))),
    rocArea: rocArea(ranked),
    averagePrecision: averagePrecision(ranked),
    positives,
  }
}

/** Positions of about as many points: the first and the last among them, and the last that reaches each hundredth. `scores` descend. */
function thinned(scores: Float64Array): readonly number[] {
  const count = scores.length
  if (count <= MOST_POINTS) return Array.from({ length: count }, (_, i) => i)
  const kept = new Set(Array.from({ length: MOST_POINTS }, (_, i) => Math.round((i * (count - 1)) / (MOST_POINTS - 1))))
  for (let i = 0, hundredth = HUNDREDTHS; i < count; i++) {
    while (hundredth >= 0 && scores[i] < hundredth / HUNDREDTHS) {
      if (i > 0) kept.add(i - 1)
      hundredth--
    }
  }
  return [...kept].sort((a, b) => a - b)
}

function calibrationOf(outputs: Float32Array, labels: Int32Array): Pick<ClassifierCurves, 'calibration' | 'calibrationError'> {
  const { confidences, right } = confidencesOf(outputs, labels)
  const sums = Array.from({ length: BINS }, () => ({ count: 0, confidence: 0, right: 0 }))
  confidences.forEach((confidence, i) => {
    const bin = sums[confidenceBin(confidence, BINS)]
    bin.count++
    bin.confidence += confidence
    bin.right += right[i]
  })
  return {
    calibration: sums.map(({ count, confidence, right: rightOnes }) => ({ count, confidence: confidence / count, accuracy: rightOnes / count })),
    calibrationError: sums.reduce((sum, bin) => sum + Math.abs(bin.right - bin.confidence), 0) / labels.length,
  }
}
