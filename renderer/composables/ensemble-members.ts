import { computed, type ComputedRef } from 'vue'
import { ensembles, type ExperimentSpec, type LayerSpec } from '../../core/index.ts'
import type { RunId } from '../../electron/contract/api.ts'
import { stepsOfMembers, type MemberSteps } from '../../electron/contract/member-steps.ts'
import { useRunDetails, type RunRecord } from '../stores/run-details.ts'

/** What of a run's ensemble can be looked at alone. */
export interface EnsembleMembers {
  readonly sort: 'trained' | 'chain' | 'passes'
  /** Members that are done, numbered from 1. */
  readonly count: number
  /** Which steps trained which of them, and the one under way; empty where all come from one training. */
  readonly steps: readonly MemberSteps[]
}

/** Null for a single network. */
export function ensembleMembers({ spec: { ensemble }, events }: Pick<RunRecord, 'spec' | 'events'>): EnsembleMembers | null {
  if (ensemble == null || !ensembles.has(ensemble.kind)) return null
  const happened = events.map(({ event }) => event)
  return { sort: ensembles.get(ensemble.kind).sort, count: happened.filter(({ type }) => type === 'member').length, steps: stepsOfMembers(ensemble, happened) }
}

/** Of a run; null for a single network, and until it is known. */
export function useEnsembleMembers(run: () => RunId): ComputedRef<EnsembleMembers | null> {
  const details = useRunDetails()
  return computed(() => {
    const record = details.recordOf(run()).value
    return record === null ? null : ensembleMembers(record)
  })
}

/** The layers of a member's network, the first unless given: of an ensemble of topologies its own. */
export const layersOfMember = (spec: ExperimentSpec | null | undefined, member = 1): readonly LayerSpec[] => (spec?.ensemble?.networks?.[member - 2] ?? spec?.network)?.layers ?? []

/** A member as the address has it, from 1; undefined for anything else. */
export const readMember = (word: unknown): number | undefined => (typeof word === 'string' && /^[1-9]\d{0,5}$/.test(word) ? Number(word) : undefined)
