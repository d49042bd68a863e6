import type { Database } from 'better-sqlite3'
import { LAYER_SCALARS, layerSeries, scoreSeries, type EpochPredictions, type RunEvent, type Scores } from '../../core/index.ts'
import type { RunId } from '../contract/api.ts'
import type { CheckpointRepository } from './checkpoint-repository.ts'
import type { HistogramRepository } from './histogram-repository.ts'
import type { EventRepository } from './event-repository.ts'
import type { PredictionRepository } from './prediction-repository.ts'
import type { RunRepository } from './run-repository.ts'
import type { SeriesRepository } from './series-repository.ts'

/** Writes what runs report: predictions, events, curves, checkpoints and the summary together, or none of them. */
export interface RunLog {
  /** Returns the checkpoint files that newer ones replaced; nothing refers to them any more. */
  record(run: RunId, events: readonly RunEvent[], at: number, seconds: number, predicted?: readonly EpochPredictions[]): readonly string[]
}

export interface RunRepositories {
  readonly runs: RunRepository
  readonly events: EventRepository
  readonly series: SeriesRepository
  readonly checkpoints: CheckpointRepository
  readonly histograms: HistogramRepository
  readonly predictions: PredictionRepository
}

export function createRunLog(database: Database, { runs, events: stored, series, checkpoints, histograms, predictions }: RunRepositories): RunLog {
  function write(run: RunId, event: RunEvent, at: number): void {
    switch (event.type) {
      case 'started':
        // A resumed run does again what came after its checkpoint.
        series.cut(run, event.step)
        predictions.cut(run, event.step)
        stored.cut(run, event.step)
        histograms.cut(run, event.step)
        break
      case 'steps':
        for (const [name, values] of Object.entries(event.series)) series.append(run, event.pretraining === undefined ? `step/${name}` : `pretraining/${event.pretraining}/${name}`, event.from, 1, values)
        return
      case 'epoch':
        appendScores(run, scoreSeries('train', event.of), event.step, event.train)
        if (event.validation !== null) appendScores(run, scoreSeries('validation', event.of), event.step, event.validation)
        break
      case 'member':
        // A run that was killed right after a member reports it again, to the same numbers.
        if (stored.has(run, 'member', event.step)) return
        for (const [part, scores] of Object.entries(event.ensemble)) if (scores !== null && part !== 'test') appendScores(run, part, event.step, scores)
        if (event.outOfBag !== null) appendScores(run, 'outOfBag', event.step, event.outOfBag)
        break
      case 'checkpoint':
        checkpoints.put(run, { tag: event.tag, epoch: event.epoch, step: event.step, file: event.file, bytes: event.bytes, sha256: event.sha256, createdAt: at })
        break
      case 'layers':
        for (const layer of event.layers) {
          for (const scalar of LAYER_SCALARS) {
            const value = layer[scalar]
            if (value !== null) series.append(run, layerSeries(layer.id, scalar), event.step, 1, Float64Array.of(value))
          }
          histograms.put(run, event.step, layer)
        }
        return
      case 'changed':
        runs.change(run, event.changes.map(({ path, to }) => ({ step: event.step, path, value: to })))
        break
      case 'initialized':
      case 'pretrained':
      case 'paused':
      case 'resumed':
      case 'finished':
        break
    }
    stored.append(run, event, at)
  }

  function appendScores(run: RunId, part: string, step: number, scores: Scores): void {
    for (const [name, value] of Object.entries(scores)) series.append(run, `${part}/${name}`, step, 1, Float64Array.of(value))
  }

  const record = database.transaction((run: RunId, events: readonly RunEvent[], at: number, seconds: number, predicted: readonly EpochPredictions[]): readonly string[] => {
    const before = events.some(({ type }) => type === 'checkpoint') ? checkpoints.files(run) : []
    for (const event of events) write(run, event, at)
    if (predicted.length > 0) predictions.put(run, predicted)
    series.flush()
    runs.progress(run, events, at, seconds)
    if (before.length === 0) return before
    const after = new Set(checkpoints.files(run))
    return before.filter((file) => !after.has(file))
  })

  return {
    record(run, events, at, seconds, predicted = []) {
      try {
        // It reads before it writes; another process that writes in between would make it fail.
        return record.immediate(run, events, at, seconds, predicted)
      } catch (error) {
        series.forget(run)
        predictions.forget(run)
        throw error
      }
    },
  }
}
