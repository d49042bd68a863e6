import { defineStore } from 'pinia'
import { shallowRef, type ShallowRef } from 'vue'
import type { AdvisedDescription, RunId } from '../../electron/contract/api.ts'
import { api } from '../api/client.ts'
import type { RunRecord } from './run-details.ts'

/** What is known of runs' networks – shapes, parameters, multiply-adds –, as views ask for it. A run's spec never changes its network. */
export const useRunDescriptions = defineStore('run-descriptions', () => {
  const known = new Map<RunId, ShallowRef<AdvisedDescription | null>>()

  /** Null until it arrives. */
  function descriptionOf(id: RunId, record: RunRecord | null): ShallowRef<AdvisedDescription | null> {
    const before = known.get(id)
    if (before !== undefined) return before
    const description = shallowRef<AdvisedDescription | null>(null)
    if (record === null) return description
    known.set(id, description)
    api.experiments.describe(record.spec).then((answer) => {
      description.value = answer
    }, () => known.delete(id)) // asked again with the next look
    return description
  }

  return { descriptionOf }
})
