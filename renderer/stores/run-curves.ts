import { shallowRef, type ShallowRef } from 'vue'
import { LAYER_SCALARS, layerSeries, scoreSeries, type RunEvent, type Scores } from '../../core/index.ts'
import type { MeasuredLayers } from '../../electron/contract/api.ts'
import { LiveSeries } from './live-series.ts'

/** What a run reported since this window began to listen, by series name (`step/loss`, `validation/accuracy`, …). */
export interface RunCurves {
  readonly series: Map<string, LiveSeries>
  stepsPerEpoch: number | null
  /** Rises with every change; read it to be told. */
  readonly version: ShallowRef<number>
  /** Rises with what comes once an epoch, not with single steps. */
  readonly epochVersion: ShallowRef<number>
  /** The layers as they were measured last; null until they are. */
  readonly layers: ShallowRef<MeasuredLayers | null>
}

export const createRunCurves = (): RunCurves => ({ series: new Map(), stepsPerEpoch: null, version: shallowRef(0), epochVersion: shallowRef(0), layers: shallowRef(null) })

/** Adds a run's events, in the order they happened, to its curves. */
export function foldRunEvents(curves: RunCurves, events: readonly RunEvent[]): void {
  for (const event of events) foldRunEvent(curves, event)
  curves.version.value++
  if (events.some(({ type }) => type !== 'steps')) curves.epochVersion.value++
}

/** Starts anew, for the same readers. */
export function forgetCurves(curves: RunCurves): void {
  curves.series.clear()
  curves.layers.value = null
  curves.version.value++
  curves.epochVersion.value++
}

function foldRunEvent(curves: RunCurves, event: RunEvent): void {
  switch (event.type) {
    case 'started':
      curves.stepsPerEpoch = event.stepsPerEpoch
      return
    case 'steps':
      for (const [name, values] of Object.entries(event.series)) {
        const series = seriesOf(curves, event.pretraining === undefined ? `step/${name}` : `pretraining/${event.pretraining}/${name}`)
        values.forEach((value, position) => {
          const step = event.from + position
          series.push(step, curves.stepsPerEpoch === null ? event.epoch : step / curves.stepsPerEpoch, value)
        })
      }
      return
    case 'epoch':
      foldScores(curves, scoreSeries('train', event.of), event, event.train)
      foldScores(curves, scoreSeries('validation', event.of), event, event.validation)
      seriesOf(curves, 'epoch/learningRate').push(event.step, event.epoch, event.learningRate)
      seriesOf(curves, 'epoch/samplesPerSecond').push(event.step, event.epoch, event.samplesPerSecond)
      return
    case 'layers':
      for (const layer of event.layers) {
        for (const scalar of LAYER_SCALARS) {
          const value = layer[scalar]
          if (value !== null) seriesOf(curves, layerSeries(layer.id, scalar)).push(event.step, curves.stepsPerEpoch === null ? event.epoch : event.step / curves.stepsPerEpoch, value)
        }
      }
      curves.layers.value = { step: event.step, layers: event.layers }
      return
    case 'member':
      foldScores(curves, 'train', event, event.ensemble.train)
      foldScores(curves, 'validation', event, event.ensemble.validation)
  }
}

function foldScores(curves: RunCurves, part: string, { step, epoch }: { readonly step: number; readonly epoch: number }, scores: Scores | null): void {
  for (const [name, value] of Object.entries(scores ?? {})) seriesOf(curves, `${part}/${name}`).push(step, epoch, value)
}

function seriesOf(curves: RunCurves, name: string): LiveSeries {
  const known = curves.series.get(name)
  if (known !== undefined) return known
  const fresh = new LiveSeries()
  curves.series.set(name, fresh)
  return fresh
}
