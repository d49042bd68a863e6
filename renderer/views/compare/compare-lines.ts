import type { Line } from '../../charts/line-chart.ts'
import { reduceAround, type Section } from '../../charts/reduce-points.ts'
import { smooth } from '../../charts/smooth.ts'
import type { Curve } from '../../composables/join-curves.ts'
import { placesOf, type HorizontalAxis, type Pace } from './places.ts'

export interface ComparedCurve {
  readonly name: string
  readonly curve: Curve | null
  readonly colour: string
  readonly dash: Line['dash']
  readonly width: number
  readonly pace: Pace
}

interface Drawing {
  readonly x: HorizontalAxis
  readonly smoothing: number
  /** Epochs over which the weight of the past falls by the factor `smoothing`. */
  readonly unit: number
  /** What is in sight and so drawn in more detail; null for all. */
  readonly section: Section | null
  /** Points drawn of a line. */
  readonly most: number
}

/** Two lines per curve: what was recorded as a faint ghost (empty without smoothing), and the smoothed line. Their number never depends on the smoothing, so that a zoom survives. */
export function comparedLines(curves: readonly ComparedCurve[], { x, smoothing, unit, section, most }: Drawing): readonly Line[] {
  return curves.flatMap(({ name, curve, colour, dash, width, pace }): readonly Line[] => {
    const places = curve === null ? EMPTY : placesOf(curve, x, pace)
    const values = curve === null || places.length === 0 ? EMPTY : curve.values
    const line = { name, colour, dash }
    const hasGhosts = curves.length <= MOST_GHOSTS
    if (smoothing === 0 || curve === null || places.length === 0) return [...(hasGhosts ? [{ ...line, x: EMPTY, y: EMPTY, ghost: true }] : []), { ...line, width, ...reduceAround({ x: places, y: values }, most, section) }]
    return [
      ...(hasGhosts ? [{ ...line, dash: 'solid' as const, width: 1, ghost: true, ...reduceAround({ x: places, y: values }, most, section) }] : []),
      { ...line, width, ...reduceAround({ x: places, y: smooth(curve.epochs, values, smoothing, unit) }, most, section) },
    ]
  })
}

const EMPTY = new Float64Array(0)
/** The raw values of more lines would hide each other. */
const MOST_GHOSTS = 50
