import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import {
  augmentations, createAugmenter, createBatchFeed, sizeOf, specOf, transforms, type AugmenterInput, type BatchFeed, type BlockSpec, type Definition, type Registry, type Resolved,
} from '../index.ts'
import { BatchRing, createRingMemory, type BatchLayout } from './batch-ring.ts'

/** What the preparing thread is started with: an augmenter's input with its blocks as plain specs. */
interface FeedData {
  readonly feed: Omit<AugmenterInput, 'augmentation' | 'preprocessing'> & { readonly augmentation: readonly BlockSpec[]; readonly preprocessing: readonly BlockSpec[] }
  readonly port: MessagePort
}

/** An epoch that is to be prepared. */
interface EpochRequest {
  readonly epoch: number
  readonly order: Int32Array
  readonly firstBatch: number
  readonly layout: BatchLayout
  readonly memory: SharedArrayBuffer
}

/** Longer than any batch takes. */
const PATIENCE_MS = 30_000

/**
 * Prepares batches ahead on a thread of its own, so that augmentation and training overlap. When that thread falls silent, the batches
 * are made here instead: they are the same.
 */
export function openFeedThread(entry: string, input: AugmenterInput): BatchFeed {
  const { port1, port2 } = new MessageChannel()
  const data: FeedData = { feed: { seed: input.seed, source: input.source, transforms: input.transforms, augmentation: input.augmentation.map(specOf), preprocessing: input.preprocessing.map(specOf) }, port: port2 }
  const worker = new Worker(new URL(entry), { workerData: data, transferList: [port2] })
  worker.unref()
  const mixing = input.augmentation.some(({ definition }) => definition.sort === 'mixing')
  const { source } = input
  const width = sizeOf(input.preprocessing.reduce((shape, { definition, hyperparameters }) => definition.outputShape(shape, hyperparameters), source.shape))
  let ring: { readonly ring: BatchRing; readonly memory: SharedArrayBuffer; readonly layout: BatchLayout } | null = null
  let epoch: { readonly number: number; readonly order: Int32Array; next: number } | null = null
  let unread = false
  let alone: BatchFeed | null = null

  return {
    begin(number, order, batchSize, firstBatch) {
      epoch = { number, order, next: firstBatch }
      if (alone !== null) return alone.begin(number, order, batchSize, firstBatch)
      if (ring === null) {
        const layout: BatchLayout = { batchSize, width, classes: source.classCount !== null, targetCount: source.targetCount, mixing }
        const memory = createRingMemory(layout)
        ring = { ring: new BatchRing(memory, layout), memory, layout }
      }
      port1.postMessage({ epoch: number, order, firstBatch, layout: ring.layout, memory: ring.memory } satisfies EpochRequest)
    },
    take() {
      if (epoch === null || ring === null) throw new Error('No epoch was begun')
      if (alone !== null) return alone.take()
      if (unread) ring.ring.release()
      const { batchSize } = ring.layout
      const batch = ring.ring.read(Math.min(batchSize, epoch.order.length - epoch.next * batchSize), PATIENCE_MS)
      unread = batch !== null
      if (batch === null) {
        alone = createBatchFeed(input)
        alone.begin(epoch.number, epoch.order, batchSize, epoch.next)
        return alone.take()
      }
      epoch.next++
      return batch
    },
    end() {
      ring?.ring.stop()
      port1.close()
      void worker.terminate()
    },
  }
}

/** True when this thread was started to prepare batches; it does so until it is told to end. */
export function feedIfAsked(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !('feed' in data)) return false
  const { feed, port } = data as FeedData
  const augmenter = createAugmenter({ ...feed, augmentation: resolveAll(augmentations, feed.augmentation), preprocessing: resolveAll(transforms, feed.preprocessing) })
  port.on('message', ({ epoch, order, firstBatch, layout, memory }: EpochRequest) => {
    const ring = new BatchRing(memory, layout)
    for (let start = firstBatch * layout.batchSize; start < order.length; start += layout.batchSize) {
      if (!ring.write(augmenter.prepare(epoch, order.subarray(start, start + layout.batchSize)))) return
    }
  })
  return true
}

const resolveAll = <D extends Definition>(registry: Registry<D>, specs: readonly BlockSpec[]): readonly Resolved<D>[] =>
  specs.map((spec) => registry.resolve(spec, spec.kind, [])).filter((resolved) => resolved !== null)
