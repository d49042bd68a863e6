import { timesAt, type EpochTimes } from '../../composables/epoch-times.ts'
import type { Curve } from '../../composables/join-curves.ts'

/** What the horizontal axis counts. */
export const HORIZONTAL_AXES = ['epoch', 'step', 'samples', 'multiplyAdds', 'time'] as const
export type HorizontalAxis = (typeof HORIZONTAL_AXES)[number]

/** What an epoch of a run is in other units; null while it is not known. */
export interface Pace {
  readonly times: EpochTimes | null
  readonly samplesPerEpoch: number | null
  /** Of the forward pass of one sample. */
  readonly multiplyAdds: number | null
}

/** Where the points of a curve stand on the horizontal axis, ascending; none while its pace is not known. */
export function placesOf({ steps, epochs }: Pick<Curve, 'steps' | 'epochs'>, x: HorizontalAxis, { times, samplesPerEpoch, multiplyAdds }: Pace): Float64Array {
  switch (x) {
    case 'step': return steps
    case 'epoch': return epochs
    case 'time': return times === null ? NOWHERE : timesAt(epochs, times)
    case 'samples': return scaled(epochs, samplesPerEpoch)
    case 'multiplyAdds': return scaled(epochs, samplesPerEpoch === null || multiplyAdds === null ? null : samplesPerEpoch * multiplyAdds)
  }
}

const NOWHERE = new Float64Array(0)
const scaled = (epochs: Float64Array, factor: number | null): Float64Array => (factor === null ? NOWHERE : epochs.map((epoch) => epoch * factor))
