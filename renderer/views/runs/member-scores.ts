import type { RunEvent, SplitPart } from '../../../core/index.ts'
import type { RunDetails } from '../../../electron/contract/api.ts'

export type MemberEvent = Extract<RunEvent, { type: 'member' }>

/** The members of an ensemble that are done, in order. */
export const memberEvents = (events: RunDetails['events']): readonly MemberEvent[] => events.flatMap(({ event }) => (event.type === 'member' ? [event] : []))

export interface EnsembleGain {
  /** Of the members' own scores. */
  readonly mean: number
  readonly ensemble: number
  /** The ensemble's score less the mean member's. */
  readonly gain: number
}

/** What averaging the members' predictions does to a score; NaN where it was not measured. */
export function ensembleGain(members: readonly MemberEvent[], part: SplitPart, name: string): EnsembleGain {
  const mean = members.reduce((sum, { scores }) => sum + (scores[part]?.[name] ?? NaN), 0) / members.length
  const ensemble = members.at(-1)?.ensemble[part]?.[name] ?? NaN
  return { mean, ensemble, gain: ensemble - mean }
}
