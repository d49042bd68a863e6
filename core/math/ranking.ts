/** Samples in descending order of score, those of equal score together: how many of each kind were reached after each group. */
export interface RankedCounts {
  /** The score of each group. */
  readonly scores: Float64Array
  /** Positive and other samples with at least that score. */
  readonly truePositives: Float64Array
  readonly falsePositives: Float64Array
}

/** Ranks scores [n] of samples of which `isPositive` says what they are. */
export function rankScores(scores: ArrayLike<number>, isPositive: (sample: number) => boolean): RankedCounts {
  const order = Int32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b] - scores[a])
  const groups: { score: number; positives: number; others: number }[] = []
  let positives = 0
  let others = 0
  order.forEach((sample, place) => {
    if (isPositive(sample)) positives++
    else others++
    if (place + 1 === order.length || scores[order[place + 1]] !== scores[sample]) groups.push({ score: scores[sample], positives, others })
  })
  return {
    scores: Float64Array.from(groups, ({ score }) => score),
    truePositives: Float64Array.from(groups, (group) => group.positives),
    falsePositives: Float64Array.from(groups, (group) => group.others),
  }
}

/** The area under the ROC curve: how probably a positive sample scores above another, ties counting half. NaN without samples of both kinds. */
export function rocArea({ truePositives, falsePositives }: RankedCounts): number {
  const positives = truePositives.at(-1) ?? 0
  const others = falsePositives.at(-1) ?? 0
  let area = 0
  for (let i = 0; i < truePositives.length; i++) {
    const width = falsePositives[i] - (i === 0 ? 0 : falsePositives[i - 1])
    area += width * (truePositives[i] + (i === 0 ? 0 : truePositives[i - 1])) / 2
  }
  return area / (positives * others)
}

/** Average precision Σ (Rₙ − Rₙ₋₁)·Pₙ, the area under the precision–recall curve in steps. NaN without positive samples. */
export function averagePrecision({ truePositives, falsePositives }: RankedCounts): number {
  const positives = truePositives.at(-1) ?? 0
  let sum = 0
  for (let i = 0; i < truePositives.length; i++) {
    const found = truePositives[i] - (i === 0 ? 0 : truePositives[i - 1])
    sum += found * truePositives[i] / (truePositives[i] + falsePositives[i])
  }
  return sum / positives
}
