import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { engineProducts, prepareData, resolveExperiment, trainExperiment, type CheckpointTag, type EpochPredictions, type RunEvent } from '../index.ts'
import type { ChangeMailbox } from './change-mailbox.ts'
import { feedOpener, openEngine } from './open-engine.ts'
import { CONTROL, type TrainJob, type WorkerReply } from './protocol.ts'
import { readFileContent } from './read-file.ts'
import { readWeights } from './read-weights.ts'
import { loadDataset } from './stored-datasets.ts'
import { writeDurably } from './write-durably.ts'

/** Often enough for curves that move, seldom enough that storing and drawing them costs next to nothing: at first, when everybody looks, more often. */
const FLUSH_INTERVAL_MS = { first: 200, later: 400 }
const FIRST_MS = 5000
/** How often it looks whether it is asked for something. */
const TURN_INTERVAL_MS = 100

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Runs one training and posts its events in batches. Not asking for the next event pauses it. */
export async function runTraining(job: TrainJob, post: (reply: WorkerReply) => void, changes: ChangeMailbox): Promise<void> {
  const control = new Int32Array(job.control)
  const experiment = resolveExperiment(job.spec, job.description)
  const dataset = await loadDataset(job.datasetFile)
  const engine = await openEngine(job.threads)
  const openFeed = feedOpener(job.threads)
  let events: RunEvent[] = []
  let predictions: EpochPredictions[] = []
  /** What an epoch's samples were taken for comes before the epoch itself. */
  const flush = (): void => {
    if (predictions.length > 0) post({ type: 'predicted', predictions })
    if (events.length > 0) post({ type: 'events', events })
    events = []
    predictions = []
  }
  let [began, lastFlush, lastTurn] = [performance.now(), -Infinity, -Infinity]
  try {
    const data = prepareData(experiment, dataset, { products: engineProducts(engine) })
    const training = trainExperiment({
      experiment,
      data,
      engine,
      saveCheckpoint: (tag, content) => saveCheckpoint(job.checkpointFolder, tag, content),
      resumeFrom: job.resumeFrom === null ? null : await readFileContent(job.resumeFrom),
      initialWeights: job.initialWeights === null ? null : await readWeights(job.initialWeights),
      cancellation: { get aborted() { return Atomics.load(control, 0) === CONTROL.stop } },
      predicted: (found) => predictions.push(found),
      hash,
      takeChanges: () => changes.take(),
      now: () => performance.now(),
      ...(openFeed === undefined ? {} : { openFeed }),
    })
    engine.limitThreads(Atomics.load(control, 1))
    for await (const event of training) {
      engine.limitThreads(Atomics.load(control, 1))
      events.push(event)
      const now = performance.now()
      if (event.type === 'started') began = now
      const isDue = event.type === 'finished' || Atomics.load(control, 0) === CONTROL.pause || now - lastFlush >= (now - began < FIRST_MS ? FLUSH_INTERVAL_MS.first : FLUSH_INTERVAL_MS.later)
      if (!isDue && now - lastTurn < TURN_INTERVAL_MS) continue
      if (isDue) {
        flush()
        lastFlush = now
      }
      lastTurn = now
      await nextTurn()
      await whilePaused(control, post, changes)
    }
  } finally {
    flush()
    engine.dispose()
  }
}

async function whilePaused(control: Int32Array, post: (reply: WorkerReply) => void, changes: ChangeMailbox): Promise<void> {
  if (Atomics.load(control, 0) !== CONTROL.pause) return
  post({ type: 'paused' })
  while (Atomics.load(control, 0) === CONTROL.pause) await Atomics.waitAsync(control, 0, CONTROL.pause).value
  // What was asked for in the pause holds from the next update on: it is stored so already.
  while (changes.received < Atomics.load(control, 2)) await nextTurn()
  post({ type: 'resumed' })
}

/** The file's name has its hash, so the one that the store still refers to is never overwritten. */
async function saveCheckpoint(folder: string, tag: CheckpointTag, content: Uint8Array): Promise<{ file: string; bytes: number; sha256: string }> {
  const sha256 = hash(content)
  const name = `${tag}-${sha256.slice(0, 16)}.safetensors`
  await writeDurably(join(folder, name), content)
  return { file: `${basename(folder)}/${name}`, bytes: content.byteLength, sha256 }
}
