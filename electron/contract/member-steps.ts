import { ensembles, type EnsembleSpec, type RunEvent } from '../../core/index.ts'

/** The steps of a run that trained one member of its ensemble: after the first number, up to the second. */
export interface MemberSteps { readonly after: number; readonly until: number }

/**
 * Which steps trained which member, in order, that under way last; its end is not known. None for a single network, and for ensembles that
 * come from one training: chains, and passes of one network.
 */
export function stepsOfMembers(ensemble: EnsembleSpec | null | undefined, events: readonly RunEvent[]): readonly MemberSteps[] {
  if (ensemble == null || !ensembles.has(ensemble.kind) || ensembles.get(ensemble.kind).sort !== 'trained') return []
  const done = events.flatMap((event) => (event.type === 'member' ? [event] : []))
  const ends = done.map(({ step }) => step)
  const whole = done[0] !== undefined && done.length >= done[0].members
  return [...ends, ...(whole ? [] : [Number.MAX_SAFE_INTEGER])].map((until, index) => ({ after: ends[index - 1] ?? Number.MIN_SAFE_INTEGER, until }))
}
