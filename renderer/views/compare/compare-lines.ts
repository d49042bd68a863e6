import type { Line } from '../../charts/line-chart.ts'
import { reducePoints } from '../../charts/reduce-points.ts'
import { smooth } from '../../charts/smooth.ts'
import type { Curve } from '../../composables/join-curves.ts'
import { timesAt, type EpochTimes } from '../../composables/epoch-times.ts'

/** Points drawn of one curve. */
const DRAWN = 1500

export interface ComparedCurve {
  readonly name: string
  readonly curve: Curve | null
  readonly colour: string
  readonly dash: Line['dash']
  readonly width: number
  readonly times: EpochTimes | null
}

interface Drawing {
  readonly x: 'epoch' | 'step' | 'time'
  readonly smoothing: number
  /** Epochs over which the weight of the past falls by the factor `smoothing`. */
  readonly unit: number
}

/** Two lines per curve: what was recorded as a faint ghost (empty without smoothing), and the smoothed line. Their number never depends on the smoothing, so that a zoom survives. */
export function comparedLines(curves: readonly ComparedCurve[], { x, smoothing, unit }: Drawing): readonly Line[] {
  return curves.flatMap(({ name, curve, colour, dash, width, times }): readonly Line[] => {
    const places = curve === null ? EMPTY : placesOf(curve, x, times)
    const values = curve === null || places.length === 0 ? EMPTY : curve.values
    const line = { name, colour, dash }
    if (smoothing === 0 || curve === null || places.length === 0) return [{ ...line, x: EMPTY, y: EMPTY, ghost: true }, { ...line, width, ...reducePoints({ x: places, y: values }, DRAWN) }]
    return [
      { ...line, dash: 'solid', width: 1, ghost: true, ...reducePoints({ x: places, y: values }, DRAWN) },
      { ...line, width, ...reducePoints({ x: places, y: smooth(curve.epochs, values, smoothing, unit) }, DRAWN) },
    ]
  })
}

/** Where the points of a curve stand on the horizontal axis; none while the times are not known. */
export const placesOf = (curve: Curve, x: Drawing['x'], times: EpochTimes | null): Float64Array =>
  x === 'step' ? curve.steps : x === 'epoch' ? curve.epochs : times === null ? EMPTY : timesAt(curve.epochs, times)

const EMPTY = new Float64Array(0)
