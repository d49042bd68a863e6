import { parentPort, workerData } from 'node:worker_threads'
import { SpecError } from '../index.ts'
import { createChangeMailbox } from './change-mailbox.ts'
import { doTask } from './do-task.ts'
import { feedIfAsked } from './feed-thread.ts'
import { giveWay } from './give-way.ts'
import { helpIfAsked } from './helper-threads.ts'
import { keepCompiledCode } from './keep-compiled-code.ts'
import type { WorkerError, WorkerReply, WorkerRequest } from './protocol.ts'
import { setWorkerEntry } from './open-engine.ts'
import { runTraining } from './run-training.ts'
import { transferablesOf } from './transferables.ts'

if (parentPort === null) throw new Error('The training worker runs in a worker thread.')
const port = parentPort
keepCompiledCode()
setWorkerEntry(import.meta.url)
/** What the training under way is asked to change. */
const changes = createChangeMailbox()

const reply = (message: WorkerReply): void => port.postMessage(message, transferablesOf(message))

const errorData = (error: unknown): WorkerError =>
  error instanceof SpecError
    ? { name: error.name, message: error.message, issues: error.issues }
    : error instanceof Error
      ? { name: error.name, message: error.message }
      : { name: 'Error', message: String(error) }

if (!helpIfAsked(workerData, port) && !feedIfAsked(workerData)) port.on('message', (request: WorkerRequest) => {
  switch (request.type) {
    case 'train':
      giveWay()
      runTraining(request, reply, changes).then(
        () => reply({ type: 'done' }),
        (error: unknown) => reply({ type: 'failed', error: errorData(error) }),
      )
      return
    case 'change':
      changes.put(request.changes)
      return
    case 'task':
      doTask(request, (progress) => reply({ type: 'progress', id: request.id, progress })).then(
        (output) => reply({ type: 'result', id: request.id, output }),
        (error: unknown) => reply({ type: 'refused', id: request.id, error: errorData(error) }),
      )
  }
})
