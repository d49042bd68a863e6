import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { DatasetId, SampleAnnotation } from '../../electron/contract/api.ts'
import { api, listen } from '../api/client.ts'
import { onReconnected } from '../api/connection.ts'

/** A change that can be taken back: what there was, and what came in its place. */
interface Change { readonly dataset: DatasetId; readonly name: string; readonly before: readonly SampleAnnotation[]; readonly after: readonly SampleAnnotation[] }

type BySample = ReadonlyMap<number, SampleAnnotation>

const NOTHING: BySample = new Map()
const MOST_STEPS = 100

/** Tags and notes of samples as last announced, with what undo needs. */
export const useAnnotations = defineStore('annotations', () => {
  const datasets = shallowRef<ReadonlyMap<DatasetId, BySample>>(new Map())
  const past = shallowRef<readonly Change[]>([])
  const future = shallowRef<readonly Change[]>([])
  let isListening = false

  const of = (dataset: DatasetId): BySample => datasets.value.get(dataset) ?? NOTHING
  const get = (dataset: DatasetId, sample: number): SampleAnnotation => of(dataset).get(sample) ?? { sample, tags: [], note: '' }
  /** The tags in use, the most frequent first. */
  const tagsOf = (dataset: DatasetId): readonly { readonly tag: string; readonly count: number }[] => {
    const counts = new Map<string, number>()
    for (const { tags } of of(dataset).values()) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
    return [...counts].map(([tag, count]) => ({ tag, count })).sort((a, b) => b.count - a.count || a.tag.localeCompare(b.tag))
  }

  function keep(dataset: DatasetId, annotations: readonly SampleAnnotation[]): void {
    const next = new Map(of(dataset))
    for (const annotation of annotations) {
      if (annotation.tags.length === 0 && annotation.note === '') next.delete(annotation.sample)
      else next.set(annotation.sample, annotation)
    }
    datasets.value = new Map(datasets.value).set(dataset, next)
  }

  async function load(dataset: DatasetId): Promise<void> {
    const all = await api.annotations.list(dataset)
    datasets.value = new Map(datasets.value).set(dataset, new Map(all.map((annotation) => [annotation.sample, annotation])))
  }

  /** Begins to mirror those of a data set. */
  async function open(dataset: DatasetId): Promise<void> {
    if (!isListening) {
      isListening = true
      listen('annotations.changed', ({ dataset: changed, annotations }) => {
        if (datasets.value.has(changed)) keep(changed, annotations)
      })
      onReconnected(() => void Promise.all([...datasets.value.keys()].map(load)))
    }
    if (!datasets.value.has(dataset)) await load(dataset)
  }

  /** `name` is what undo would take back, in words. */
  async function put(dataset: DatasetId, name: string, annotations: readonly SampleAnnotation[]): Promise<void> {
    if (annotations.length === 0) return
    const before = await api.annotations.put(dataset, annotations)
    keep(dataset, annotations)
    past.value = [...past.value, { dataset, name, before, after: annotations }].slice(-MOST_STEPS)
    future.value = []
  }

  async function undo(): Promise<void> {
    const change = past.value.at(-1)
    if (change === undefined) return
    await api.annotations.put(change.dataset, change.before)
    keep(change.dataset, change.before)
    past.value = past.value.slice(0, -1)
    future.value = [...future.value, change]
  }

  async function redo(): Promise<void> {
    const change = future.value.at(-1)
    if (change === undefined) return
    await api.annotations.put(change.dataset, change.after)
    keep(change.dataset, change.after)
    future.value = future.value.slice(0, -1)
    past.value = [...past.value, change]
  }

  const undoName = computed(() => past.value.at(-1)?.name ?? null)
  const redoName = computed(() => future.value.at(-1)?.name ?? null)

  return { datasets, of, get, tagsOf, open, put, undo, redo, undoName, redoName }
})
