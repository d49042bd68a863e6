import type { Database } from 'better-sqlite3'
import { HISTOGRAM_BINS, LAYER_NUMBERS, type Histogram, type LayerMeasure, type LayerNumbers } from '../../core/index.ts'
import type { LayerHistograms, RunId } from '../contract/api.ts'

/** How the numbers of layers were spread, by run, layer and step. */
export interface HistogramRepository {
  /** Replaces what is there for the step. */
  put(run: RunId, step: number, layer: Pick<LayerMeasure, 'id' | 'histograms'>): void
  /** Drops what was measured after a step. */
  cut(run: RunId, afterStep: number): void
  /** After `after` and up to `until`; null where nothing was measured. */
  lastStep(run: RunId, after?: number, until?: number): number | null
  /** Null where nothing of the layer was measured at the step. */
  at(run: RunId, layer: string, step: number): LayerMeasure['histograms'] | null
  /** Over all steps, ascending. */
  list(run: RunId, layer: string, what: LayerNumbers): LayerHistograms
}

interface Row {
  readonly what: LayerNumbers
  readonly step: number
  readonly low: number
  readonly high: number
  readonly counts: Buffer
}

export function createHistogramRepository(database: Database): HistogramRepository {
  const insert = database.prepare('insert or replace into layer_histogram (run_id, layer, what, step, low, high, counts) values (?, ?, ?, ?, ?, ?, ?)')
  const dropLater = database.prepare('delete from layer_histogram where run_id = ? and step > ?')
  const last = database.prepare<[string, number, number], number | null>('select max(step) from layer_histogram where run_id = ? and step > ? and step <= ?').pluck()
  const ofStep = database.prepare<[string, string, number], Row>('select what, step, low, high, counts from layer_histogram where run_id = ? and layer = ? and step = ?')
  const ofLayer = database.prepare<[string, string, string], Row>('select what, step, low, high, counts from layer_histogram where run_id = ? and layer = ? and what = ? order by step')

  return {
    put(run, step, { id, histograms }) {
      for (const what of LAYER_NUMBERS) {
        const histogram = histograms[what]
        if (histogram !== null) insert.run(run, id, what, step, histogram.low, histogram.high, Buffer.from(histogram.counts.buffer, histogram.counts.byteOffset, histogram.counts.byteLength))
      }
    },
    cut: (run, afterStep) => void dropLater.run(run, afterStep),
    lastStep: (run, after = Number.MIN_SAFE_INTEGER, until = Number.MAX_SAFE_INTEGER) => last.get(run, after, until) ?? null,
    at(run, layer, step) {
      const rows = ofStep.all(run, layer, step)
      if (rows.length === 0) return null
      const find = (what: LayerNumbers): Histogram | null => {
        const row = rows.find((candidate) => candidate.what === what)
        return row === undefined ? null : { low: row.low, high: row.high, counts: countsOf(row.counts) }
      }
      return { weights: find('weights'), gradients: find('gradients'), activations: find('activations') }
    },
    list(run, layer, what) {
      const rows = ofLayer.all(run, layer, what)
      const counts = new Float64Array(rows.length * HISTOGRAM_BINS)
      rows.forEach((row, position) => counts.set(countsOf(row.counts).subarray(0, HISTOGRAM_BINS), position * HISTOGRAM_BINS))
      return { steps: Float64Array.from(rows, ({ step }) => step), low: Float64Array.from(rows, ({ low }) => low), high: Float64Array.from(rows, ({ high }) => high), counts, bins: HISTOGRAM_BINS }
    },
  }
}

/** Copied to where they are aligned. */
function countsOf(blob: Buffer): Uint32Array {
  const copy = new Uint8Array(blob.byteLength)
  copy.set(blob)
  return new Uint32Array(copy.buffer)
}
