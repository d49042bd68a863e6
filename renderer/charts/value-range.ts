import type { Line } from './line-chart.ts'

const USUAL_DIGITS = 4
const MOST_DIGITS = 9
/** Values that differ by less of their size are the same, but for rounding. */
const SAME = 1e-6

function rangeOf(lines: readonly Pick<Line, 'y'>[]): readonly [least: number, most: number] {
  let [least, most] = [Infinity, -Infinity]
  for (const { y } of lines) {
    for (const value of y) {
      if (value < least) least = value
      if (value > most) most = value
    }
  }
  return [least, most]
}

/** Significant digits with which neighbouring ticks differ, where all values lie close together far from 0. */
export function tickDigits(lines: readonly Pick<Line, 'y'>[]): number {
  const [least, most] = rangeOf(lines)
  const size = Math.max(Math.abs(least), Math.abs(most))
  if (!(most - least > SAME * size) || !Number.isFinite(size)) return USUAL_DIGITS
  // A tenth of the span is a step; two digits more tell steps apart.
  return Math.min(MOST_DIGITS, Math.max(USUAL_DIGITS, Math.ceil(Math.log10(size / (most - least))) + 2))
}

/** Ends of an axis for fractions near 1, which no tick should exceed; a value alone stands between 0 and 1. */
export function fractionEnds(lines: readonly Pick<Line, 'y'>[]): { readonly minimum?: number; readonly maximum?: number } {
  const [least, most] = rangeOf(lines)
  if (!(least >= 0 && most <= 1)) return {}
  if (least === most) return { minimum: 0, maximum: 1 }
  return 1 - most < (most - least) / 2 ? { maximum: 1 } : {}
}

/** Ends of an axis around values that are all the same, which would else be one tick, many times; nothing for others. */
export function roomAround(lines: readonly Pick<Line, 'y'>[]): { readonly minimum?: number; readonly maximum?: number } {
  const [least, most] = rangeOf(lines)
  const size = Math.max(Math.abs(least), Math.abs(most))
  if (!Number.isFinite(size) || least === most || most - least > SAME * size) return {}
  return { minimum: least - size / 2, maximum: most + size / 2 }
}
