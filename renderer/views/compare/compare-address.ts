import type { RunId } from '../../../electron/contract/api.ts'
import { HORIZONTAL_AXES, type HorizontalAxis } from './places.ts'
import { BANDS, type Band } from './seed-bands.ts'

/** A comparison as its address has it, so that it can be kept and opened again. */
export interface Comparison {
  readonly runs: readonly RunId[]
  /** Chosen, but not drawn. */
  readonly hidden: readonly RunId[]
  readonly x: HorizontalAxis
  readonly log: boolean
  /** 0 draws what was recorded; towards 1 the past counts more. */
  readonly smoothing: number
  /** Runs that differ in their seed alone as one mean line. */
  readonly seeds: boolean
  readonly band: Band
  /** The gradients and updates of layers too. */
  readonly layers: boolean
  /** The run that the others' scores are told from. */
  readonly baseline: RunId | null
}

export const MOST_SMOOTHING = 0.99

type Query = Readonly<Record<string, string | readonly (string | null)[] | null | undefined>>

export function readComparison(query: Query): Comparison {
  const one = (name: string): string => {
    const value = query[name]
    return typeof value === 'string' ? value : ''
  }
  const list = (name: string): readonly string[] => [...new Set(one(name).split(',').filter((id) => id !== ''))]
  const smoothing = Number(one('smooth'))
  return {
    runs: list('runs'),
    hidden: list('hidden'),
    x: HORIZONTAL_AXES.find((axis) => axis === one('x')) ?? 'epoch',
    log: one('y') === 'log',
    seeds: one('seeds') === 'mean',
    band: BANDS.find((band) => band === one('band')) ?? 'interval',
    layers: one('layers') === 'shown',
    baseline: list('runs').find((id) => id === one('base')) ?? null,
    smoothing: Number.isFinite(smoothing) ? Math.min(MOST_SMOOTHING, Math.max(0, smoothing)) : 0,
  }
}

/** Only what differs from the defaults, so that addresses stay short. */
export function writeComparison({ runs, hidden, x, log, smoothing, seeds, band, layers, baseline }: Comparison): Record<string, string> {
  const drawnAway = hidden.filter((id) => runs.includes(id))
  return {
    ...(runs.length === 0 ? {} : { runs: runs.join(',') }),
    ...(drawnAway.length === 0 ? {} : { hidden: drawnAway.join(',') }),
    ...(x === 'epoch' ? {} : { x }),
    ...(log ? { y: 'log' } : {}),
    ...(seeds ? { seeds: 'mean' } : {}),
    ...(band === 'interval' ? {} : { band }),
    ...(layers ? { layers: 'shown' } : {}),
    ...(baseline === null || !runs.includes(baseline) ? {} : { base: baseline }),
    ...(smoothing === 0 ? {} : { smooth: String(smoothing) }),
  }
}
