import type { Line } from '../../charts/line-chart.ts'
import { reduceAround, type Points, type Section } from '../../charts/reduce-points.ts'
import type { Curve } from '../../composables/join-curves.ts'
import { placesOf, type HorizontalAxis, type Pace } from './places.ts'

export interface ComparedCurve {
  readonly name: string
  readonly curve: Curve | null
  /** Of all its values; null where nothing is to be smoothed, or the average is still being worked out. */
  readonly smoothed: Curve | null
  readonly colour: string
  readonly dash: Line['dash']
  readonly width: number
  readonly pace: Pace
}

interface Drawing {
  readonly x: HorizontalAxis
  /** What is in sight and so drawn in more detail; null for all. */
  readonly section: Section | null
  /** Points drawn of a line. */
  readonly most: number
}

/** Two lines per curve: what was recorded as a faint ghost (empty without smoothing), and the smoothed line. Their number never depends on the smoothing, so that a zoom survives. */
export function comparedLines(curves: readonly ComparedCurve[], { x, section, most }: Drawing): readonly Line[] {
  const drawn = (curve: Curve | null, pace: Pace): Points => {
    const places = curve === null ? EMPTY : placesOf(curve, x, pace)
    // Infinities have no place in a picture; as extremes they would hide what is finite beside them.
    return curve === null || places.length === 0 ? NO_POINTS : reduceAround({ x: places, y: withoutInfinities(curve.values) }, most, section)
  }
  const hasGhosts = curves.length <= MOST_GHOSTS
  return curves.flatMap(({ name, curve, smoothed, colour, dash, width, pace }): readonly Line[] => {
    const line = { name, colour, dash }
    const ghost = { ...line, dash: 'solid' as const, width: 1, ghost: true, ...(smoothed === null ? NO_POINTS : drawn(curve, pace)) }
    return [...(hasGhosts ? [ghost] : []), { ...line, width, ...drawn(smoothed ?? curve, pace) }]
  })
}

/** The same values where there is none, as mostly. */
function withoutInfinities(values: Float64Array): Float64Array {
  for (const value of values) if (value === Infinity || value === -Infinity) return values.map((other) => (Number.isFinite(other) ? other : NaN))
  return values
}

const EMPTY = new Float64Array(0)
const NO_POINTS: Points = { x: EMPTY, y: EMPTY }
/** The raw values of more lines would hide each other. */
const MOST_GHOSTS = 50
