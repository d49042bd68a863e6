import { computed, type Ref } from 'vue'
import type { RunId, RunSummary } from '../../../electron/contract/api.ts'
import { useSettings } from '../../stores/settings.ts'
import { OWN_COLOURS } from './colour-legend.ts'
import type { PlacedRuns } from './scatter-of-runs.ts'
import { placeRuns, runAxis, type RunAxis } from './run-axes.ts'
import { rangeTest, type ColumnRange } from './run-ranges.ts'
import type { RunRows } from './use-run-rows.ts'

export interface ChosenAxes {
  readonly axes: readonly { readonly key: string; readonly log: boolean | null }[]
  readonly colour: string | null
  readonly size: string | null
}

/** Runs at their places on some columns, and how many have none. `ranges` mark those within. */
export function usePlacedRuns(arranged: RunRows, runs: Ref<readonly RunSummary[]>, chosen: Ref<ChosenAxes>, ranges: Ref<readonly ColumnRange[]>, active: Ref<RunId | null>) {
  const settings = useSettings()
  const axisOf = (key: string, log: boolean | null): RunAxis | null => {
    const column = arranged.columns.value.get(key)
    return column === undefined ? null : runAxis(column, runs.value, settings.language, log)
  }
  const axes = computed(() => chosen.value.axes.flatMap(({ key, log }) => axisOf(key, log) ?? []))
  const placed = computed(() => {
    const isOwn = chosen.value.colour === OWN_COLOURS
    const extra = { colour: isOwn || chosen.value.colour === null ? null : axisOf(chosen.value.colour, null), size: chosen.value.size === null ? null : axisOf(chosen.value.size, null) }
    const asked = [...axes.value, ...[extra.colour, extra.size].filter((axis) => axis !== null)]
    const { runs: kept, places, missing } = placeRuns(runs.value, asked)
    const test = rangeTest(ranges.value, arranged.columns.value)
    const placesOf = (axis: RunAxis | null) => (axis === null ? null : { axis, places: places[asked.indexOf(axis)]! })
    const marked = kept.map(test)
    return { missing, count: marked.filter(Boolean).length, chart: { runs: kept, marked, active: kept.findIndex(({ id }) => id === active.value), axes: axes.value, places: places.slice(0, axes.value.length), colour: isOwn ? OWN_COLOURS : placesOf(extra.colour), size: placesOf(extra.size) } satisfies PlacedRuns }
  })
  return { axes, placed }
}
