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
  // Two sorted lists say it all: a typed array is sorted much faster than positions by what lies at them.
  const all = Float64Array.from(scores).sort()
  const positive = Float64Array.from(scores).filter((_, sample) => isPositive(sample)).sort()
  const ranked = { scores: new Float64Array(all.length), truePositives: new Float64Array(all.length), falsePositives: new Float64Array(all.length) }
  let groups = 0
  let reached = positive.length
  for (let i = all.length - 1; i >= 0; i--) {
    if (i > 0 && all[i - 1] === all[i]) continue
    while (reached > 0 && !(positive[reached - 1] < all[i])) reached--
    ranked.scores[groups] = all[i]
    ranked.truePositives[groups] = positive.length - reached
    ranked.falsePositives[groups] = all.length - i - (positive.length - reached)
    groups++
  }
  return { scores: ranked.scores.slice(0, groups), truePositives: ranked.truePositives.slice(0, groups), falsePositives: ranked.falsePositives.slice(0, groups) }
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
