import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { DatasetId, RunId } from '../../electron/contract/api.ts'

/** What the views agree on being chosen, so that it stays chosen from view to view. */
export const useSelection = defineStore('selection', () => {
  const runId = shallowRef<RunId | null>(null)
  const datasetId = shallowRef<DatasetId | null>(null)
  /** A layer's position in the network being designed. */
  const layerIndex = shallowRef<number | null>(null)
  /** What is selected on the canvas, by key; the last of them has the focus. */
  const canvasKeys = shallowRef<readonly string[]>([])
  /** Runs laid side by side in Compare, in the order they were added. */
  const comparedRuns = shallowRef<readonly RunId[]>([])

  const isCompared = (id: RunId): boolean => comparedRuns.value.includes(id)

  function toggleCompared(id: RunId): void {
    comparedRuns.value = isCompared(id) ? comparedRuns.value.filter((other) => other !== id) : [...comparedRuns.value, id]
  }

  return { runId, datasetId, layerIndex, canvasKeys, comparedRuns, isCompared, toggleCompared }
})
