import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Database } from 'better-sqlite3'
import type { EpochPredictions, SampleHistories } from '../../core/index.ts'
import type { RunId } from '../contract/api.ts'

/** What samples were taken for after the epochs of a run. From epoch to epoch little changes, so differences are kept: some hundred bytes. */
export interface PredictionRepository {
  put(run: RunId, predictions: readonly EpochPredictions[]): void
  /** Of one member (1 where there is one network); null where nothing was kept. */
  histories(run: RunId, part: EpochPredictions['part'], member: number): SampleHistories | null
  /** The members of whom something is kept, ascending. */
  members(run: RunId, part: EpochPredictions['part']): readonly number[]
  /** How many epochs are kept over all members, and the step of the last: tells whether there is news. */
  extent(run: RunId, part: EpochPredictions['part']): { readonly epochs: number; readonly lastStep: number }
  /** Drops what came after a step: a resumed run does it again. */
  cut(run: RunId, afterStep: number): void
  /** Lets go of what is held in memory for a run that reports no more, or whose last report was not kept. */
  forget(run: RunId): void
}

/** Some hundred to some thousand bytes at a time: a compressor of the usual size takes longer to be made than to be used. */
const SMALL = { level: 3, windowBits: 12, memLevel: 5 }

interface PredictionRow { readonly epoch: number; readonly follows: number; readonly classBytes: number; readonly predicted: Uint8Array }

export function createPredictionRepository(database: Database): PredictionRepository {
  const insert = database.prepare('insert or replace into epoch_prediction (run_id, part, member, epoch, step, follows, class_bytes, predicted) values (?, ?, ?, ?, ?, ?, ?, ?)')
  const all = database.prepare<[string, string, number], PredictionRow>('select epoch, follows, class_bytes as classBytes, predicted from epoch_prediction where run_id = ? and part = ? and member = ? order by epoch')
  const membersOf = database.prepare<[string, string], number>('select distinct member from epoch_prediction where run_id = ? and part = ? order by member').pluck()
  const extent = database.prepare<[string, string], { epochs: number; lastStep: number }>('select count(*) as epochs, coalesce(max(step), 0) as lastStep from epoch_prediction where run_id = ? and part = ?')
  const later = database.prepare('delete from epoch_prediction where run_id = ? and step > ?')
  /** The predictions that were put last, by run and part; the next ones of the same member are kept as a difference from them. */
  const last = new Map<RunId, Map<string, Pick<EpochPredictions, 'member' | 'predicted'>>>()

  const put = database.transaction((run: RunId, predictions: readonly EpochPredictions[]): void => {
    const known = last.get(run) ?? new Map()
    last.set(run, known)
    for (const { part, member, epoch, step, predicted } of predictions) {
      const before = known.get(part)
      const follows = before !== undefined && before.member === member && before.predicted.length === predicted.length
      const changed = follows ? predicted.map((value, i) => value ^ before.predicted[i]!) : predicted
      const narrow = changed.every((value) => value < 256)
      const bytes = narrow ? Uint8Array.from(changed) : new Uint8Array(changed.buffer, changed.byteOffset, changed.byteLength)
      insert.run(run, part, member, epoch, step, follows ? 1 : 0, narrow ? 1 : 2, deflateRawSync(bytes, SMALL))
      known.set(part, { member, predicted })
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
    histories(run, part, member) {
      const rows = all.all(run, part, member)
      if (rows.length === 0) return null
      let predicted = new Uint16Array(0)
      let sampleCount = 0
      rows.forEach(({ classBytes, follows, predicted: deflated }, row) => {
        const bytes = inflateRawSync(deflated)
        const values = classBytes === 1 ? bytes : new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
        if (row === 0) {
          sampleCount = values.length
          predicted = new Uint16Array(rows.length * sampleCount)
        }
        const before = (row - 1) * sampleCount
        for (let i = 0, at = row * sampleCount; i < sampleCount; i++, at++) predicted[at] = follows === 1 ? values[i]! ^ predicted[before + i]! : values[i]!
      })
      return { epochs: Int32Array.from(rows, ({ epoch }) => epoch), sampleCount, predicted }
    },
    members: (run, part) => membersOf.all(run, part),
    extent: (run, part) => extent.get(run, part)!,
    cut(run, afterStep) {
      later.run(run, afterStep)
      last.delete(run)
    },
    forget: (run) => void last.delete(run),
  }
}
