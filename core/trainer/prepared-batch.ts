import type { PlainTargets } from './loaded-part.ts'

/** A batch made for one step: augmented and preprocessed. */
export interface PreparedBatch extends PlainTargets {
  readonly sampleCount: number
  /** sampleCount × size of the network's input. */
  readonly inputs: Float32Array
  /** Where samples are blended with others: the targets of those, and each sample's own share. */
  readonly partners: (PlainTargets & { readonly shares: Float32Array }) | null
}

/** Batches in the order in which a run wants them. What they hold depends on the experiment, the epoch and the sample alone, not on when or where they are made. */
export interface BatchFeed {
  /** From here on the batches of an epoch are wanted, from the one at `firstBatch` on. */
  begin(epoch: number, order: Int32Array, batchSize: number, firstBatch: number): void
  /** The next batch; valid until the next call. */
  take(): PreparedBatch
  /** No more batches are wanted. */
  end(): void
}
