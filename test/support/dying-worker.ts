import { parentPort } from 'node:worker_threads'
import type { WorkerRequest } from '../../core/worker/protocol.ts'

/** Works as the real one, until it is asked to train: then it is gone without a word, as when the system kills it. */
parentPort?.on('message', (request: WorkerRequest) => {
  if (request.type === 'train') process.exit(9)
})
await import('../../core/worker/training-worker.ts')
