import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Database } from 'better-sqlite3'
import type { EpochPredictions, SampleHistories } from '../../core/index.ts'
import type { RunId } from '../contract/api.ts'

/** What validation samples were taken for after the epochs of a run. From epoch to epoch little changes, so differences are kept: some hundred bytes. */
export interface PredictionRepository {
  put(run: RunId, predictions: readonly EpochPredictions[]): void
  /** Null where nothing was kept. */
  histories(run: RunId): SampleHistories | null
  /** How many epochs are kept, and the last of them: tells whether there is news. */
  extent(run: RunId): { readonly epochs: number; readonly last: number }
  /** Drops what came after a step: a resumed run does it again. */
  cut(run: RunId, afterStep: number): void
  /** Lets go of what is held in memory for a run that reports no more, or whose last report was not kept. */
  forget(run: RunId): void
}

interface PredictionRow { readonly epoch: number; readonly follows: number; readonly classBytes: number; readonly predicted: Uint8Array }

export function createPredictionRepository(database: Database): PredictionRepository {
  const insert = database.prepare('insert or replace into epoch_prediction (run_id, epoch, step, follows, class_bytes, predicted) values (?, ?, ?, ?, ?, ?)')
  const all = database.prepare<[string], PredictionRow>('select epoch, follows, class_bytes as classBytes, predicted from epoch_prediction where run_id = ? order by epoch')
  const extent = database.prepare<[string], { epochs: number; last: number }>('select count(*) as epochs, coalesce(max(epoch), 0) as last from epoch_prediction where run_id = ?')
  const later = database.prepare('delete from epoch_prediction where run_id = ? and step > ?')
  /** The predictions that were put last, by run; the next ones are kept as a difference from them. */
  const last = new Map<RunId, Uint16Array>()

  const put = database.transaction((run: RunId, predictions: readonly EpochPredictions[]): void => {
    for (const { epoch, step, predicted } of predictions) {
      const before = last.get(run)
      const follows = before !== undefined && before.length === predicted.length
      const changed = follows ? predicted.map((value, i) => value ^ before[i]!) : predicted
      const narrow = changed.every((value) => value < 256)
      const bytes = narrow ? Uint8Array.from(changed) : new Uint8Array(changed.buffer, changed.byteOffset, changed.byteLength)
      insert.run(run, epoch, step, follows ? 1 : 0, narrow ? 1 : 2, deflateRawSync(bytes, { level: 3 }))
      last.set(run, predicted)
    }
  })

  return {
    put(run, predictions) {
      try {
        put.immediate(run, predictions)
      } catch (error) {
        last.delete(run)
        throw error
      }
    },
    histories(run) {
      const rows = all.all(run)
      if (rows.length === 0) return null
      const values = rows.map(({ classBytes, predicted }) => {
        const bytes = inflateRawSync(predicted)
        return classBytes === 1 ? Uint16Array.from(bytes) : new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
      })
      const sampleCount = values[0]!.length
      const predicted = new Uint16Array(rows.length * sampleCount)
      values.forEach((own, row) => {
        const before = (row - 1) * sampleCount
        for (let i = 0, at = row * sampleCount; i < sampleCount; i++, at++) predicted[at] = rows[row]!.follows === 1 ? own[i]! ^ predicted[before + i]! : own[i]!
      })
      return { epochs: Int32Array.from(rows, ({ epoch }) => epoch), sampleCount, predicted }
    },
    extent: (run) => extent.get(run)!,
    cut(run, afterStep) {
      later.run(run, afterStep)
      last.delete(run)
    },
    forget: (run) => void last.delete(run),
  }
}
