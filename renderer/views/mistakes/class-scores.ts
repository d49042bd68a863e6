/** How a class fares: of those taken for it, how many are (precision); of those that are, how many were found (recall); their harmonic mean (F1). */
export interface ClassScore {
  readonly index: number
  readonly name: string
  /** Samples of the class. */
  readonly support: number
  readonly predicted: number
  /** NaN where nothing was taken for the class. */
  readonly precision: number
  /** NaN where there are no samples of the class. */
  readonly recall: number
  readonly f1: number
}

/** A confusion matrix: classes × classes, row = true class, column = predicted. */
export interface ConfusionMatrix { readonly classes: readonly string[]; readonly counts: Int32Array }

export type CellMeasure = 'counts' | 'rows' | 'columns'

export const countAt = ({ classes, counts }: ConfusionMatrix, truth: number, predicted: number): number => counts[truth * classes.length + predicted] ?? 0

export const rowTotal = (matrix: ConfusionMatrix, truth: number): number => matrix.classes.reduce((sum, _, predicted) => sum + countAt(matrix, truth, predicted), 0)
export const columnTotal = (matrix: ConfusionMatrix, predicted: number): number => matrix.classes.reduce((sum, _, truth) => sum + countAt(matrix, truth, predicted), 0)

/** A cell as a share of its row or its column; a row or column without samples has shares of 0. */
export function cellShare(matrix: ConfusionMatrix, truth: number, predicted: number, of: 'rows' | 'columns'): number {
  const total = of === 'rows' ? rowTotal(matrix, truth) : columnTotal(matrix, predicted)
  return total === 0 ? 0 : countAt(matrix, truth, predicted) / total
}

export function classScores(matrix: ConfusionMatrix): readonly ClassScore[] {
  return matrix.classes.map((name, index) => {
    const right = countAt(matrix, index, index)
    const support = rowTotal(matrix, index)
    const predicted = columnTotal(matrix, index)
    // 2·precision·recall / (precision + recall), without dividing by either.
    return { index, name, support, predicted, precision: right / predicted, recall: right / support, f1: (2 * right) / (support + predicted) }
  })
}

/** Means over the classes that have the score: each class counts the same, however many samples it has. */
export function macroScores(scores: readonly ClassScore[]): Pick<ClassScore, 'precision' | 'recall' | 'f1'> {
  const mean = (key: 'precision' | 'recall' | 'f1'): number => {
    const known = scores.map((score) => score[key]).filter((value) => !Number.isNaN(value))
    return known.reduce((sum, value) => sum + value, 0) / known.length
  }
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') }
}

export interface ConfusedPair {
  readonly truth: number
  readonly predicted: number
  readonly count: number
  /** Samples of the true class. */
  readonly support: number
}

/** Which classes are taken for which others most often; of equally many the larger part of its class first. */
export function confusedPairs(matrix: ConfusionMatrix, most: number): readonly ConfusedPair[] {
  const supports = matrix.classes.map((_, truth) => rowTotal(matrix, truth))
  const pairs = matrix.classes.flatMap((_, truth) => matrix.classes.flatMap((_other, predicted) => {
    const count = countAt(matrix, truth, predicted)
    return truth === predicted || count === 0 ? [] : [{ truth, predicted, count, support: supports[truth] ?? 0 }]
  }))
  return pairs.sort((a, b) => b.count - a.count || a.support - b.support || a.truth - b.truth || a.predicted - b.predicted).slice(0, most)
}
