import { defineStore } from 'pinia'
import { shallowRef, type ShallowRef } from 'vue'
import { addChange, type ChangeSpec, type RunEvent } from '../../core/index.ts'
import type { CheckpointSummary, RunDetails, RunId } from '../../electron/contract/api.ts'
import { api, listen } from '../api/client.ts'
import { onReconnected } from '../api/connection.ts'

/** What a run's summary leaves out: its spec, its events (all but single steps), its checkpoints, and what to try next. */
export type RunRecord = Pick<RunDetails, 'spec' | 'checkpoints' | 'events' | 'suggestions' | 'exports'>
type LoggedEvent = RunDetails['events'][number]

/** The record after events that were announced. A resumed run cuts what came after its checkpoint. */
export function foldRecord(record: RunRecord, announced: readonly RunEvent[], at: number): RunRecord {
  let { checkpoints, spec } = record
  // Copied once: a report of a long run may bring a hundred epochs to ten thousand.
  let events = [...record.events]
  for (const event of announced) {
    if (event.type === 'steps' || event.type === 'layers') continue
    if (event.type === 'started') events = events.filter(({ event: earlier }) => earlier.type !== 'finished' && earlier.step <= event.step && !(earlier.type === 'changed' && earlier.step === event.step))
    if (event.type === 'changed') spec = { ...spec, changes: event.changes.reduce((all, { path, to }) => addChange(all, { step: event.step, path, value: to }), spec.changes ?? []) }
    // A run that was killed right after a member reports it again.
    if (event.type === 'member') events = events.filter(({ event: earlier }) => earlier.type !== 'member' || earlier.member !== event.member)
    if (event.type === 'checkpoint') checkpoints = [...checkpoints.filter(({ tag }) => tag !== event.tag), checkpointOf(event, at)]
    events.push({ at, event } satisfies LoggedEvent)
  }
  return { ...record, events, checkpoints, spec }
}

const checkpointOf = ({ tag, epoch, step, bytes, sha256 }: Extract<RunEvent, { type: 'checkpoint' }>, createdAt: number): CheckpointSummary => ({ tag, epoch, step, bytes, sha256, createdAt })

/** Records of the runs that views asked for, kept up to date. */
export const useRunDetails = defineStore('run-details', () => {
  const records = new Map<RunId, ShallowRef<RunRecord | null>>()
  let listening = false

  function begin(): void {
    if (listening) return
    listening = true
    listen('runs.progressed', ({ id, events }) => {
      const record = records.get(id)
      if (record?.value != null && events.some(({ type }) => type !== 'steps' && type !== 'layers')) record.value = foldRecord(record.value, events, Date.now())
      // What to try next is known once a run has ended.
      if (record?.value != null && events.some(({ type }) => type === 'finished')) void load(id, record)
    })
    listen('runs.removed', ({ ids }) => ids.forEach((id) => records.delete(id)))
    onReconnected(() => records.forEach((record, id) => void load(id, record)))
  }

  async function load(id: RunId, record: ShallowRef<RunRecord | null>): Promise<void> {
    const shown = await api.runs.show(id).catch(() => null) // gone meanwhile: the list says so
    if (shown !== null) record.value = { spec: shown.spec, checkpoints: shown.checkpoints, events: shown.events, suggestions: shown.suggestions, exports: shown.exports }
  }

  /** Null until it arrives. */
  function recordOf(id: RunId): ShallowRef<RunRecord | null> {
    begin()
    const known = records.get(id)
    if (known !== undefined) return known
    const fresh = shallowRef<RunRecord | null>(null)
    records.set(id, fresh)
    void load(id, fresh)
    return fresh
  }

  /** What the spec of a run changes, as the backend says it is stored. */
  function keepChanges(id: RunId, changes: readonly ChangeSpec[]): void {
    const record = records.get(id)
    if (record?.value != null) record.value = { ...record.value, spec: { ...record.value.spec, changes } }
  }

  /** Asks again for what is told by no event. */
  async function refresh(id: RunId): Promise<void> {
    const record = records.get(id)
    if (record !== undefined) await load(id, record)
  }

  return { recordOf, refresh, keepChanges }
})
