import { parseColour } from '../../charts/colour-scale.ts'
import { columnTotal, rowTotal, type CellMeasure, type ConfusionMatrix } from './class-scores.ts'

/** What every cell shows, row by row: its count, or its share of its row or column. */
export function cellValues(matrix: ConfusionMatrix, measure: CellMeasure): Float64Array {
  const size = matrix.classes.length
  if (measure === 'counts') return Float64Array.from(matrix.counts)
  const totals = matrix.classes.map((_, index) => (measure === 'rows' ? rowTotal(matrix, index) : columnTotal(matrix, index)))
  return Float64Array.from(matrix.counts, (count, at) => {
    const total = totals[measure === 'rows' ? Math.floor(at / size) : at % size] ?? 0
    return total === 0 ? 0 : count / total
  })
}

/** The greatest values on the diagonal and beside it: what the two scales end with. */
export function greatestCells(values: Float64Array, size: number): { readonly right: number; readonly wrong: number } {
  let [right, wrong] = [0, 0]
  values.forEach((value, at) => {
    if (at % (size + 1) === 0) right = Math.max(right, value)
    else wrong = Math.max(wrong, value)
  })
  return { right, wrong }
}

/** How strongly a cell is coloured, from 0 to 1. A root: a rare mistake beside a frequent one would otherwise not be seen. */
export const cellDepth = (value: number, greatest: number): number => (greatest === 0 ? 0 : Math.sqrt(value / greatest))

export interface MatrixColours { readonly right: string; readonly wrong: string; readonly background: string }

/** RGBA bytes of a matrix of so many classes, one pixel for each cell. */
export function confusionPixels(values: Float64Array, size: number, { right, wrong, background }: MatrixColours): Uint8ClampedArray<ArrayBuffer> {
  const most = greatestCells(values, size)
  const [rightInk, wrongInk, paper] = [parseColour(right), parseColour(wrong), parseColour(background)]
  const pixels = new Uint8ClampedArray(4 * size * size)
  values.forEach((value, at) => {
    const isRight = at % (size + 1) === 0
    const depth = cellDepth(value, isRight ? most.right : most.wrong)
    const ink = isRight ? rightInk : wrongInk
    for (let c = 0; c < 3; c++) pixels[4 * at + c] = (ink[c] ?? 0) * depth + (paper[c] ?? 0) * (1 - depth)
    pixels[4 * at + 3] = 255
  })
  return pixels
}
