import { setTimeout as pause } from 'node:timers/promises'
import { SpecError, text, type AskedChange, type ChangeSpec } from '../../core/index.ts'
import type { Api, RunId } from '../contract/api.ts'
import { openChangeRequest, type ChangeAnswer, type ChangeRequestRepository } from '../database/change-request-repository.ts'
import { asWorkspaceError } from '../database/open-workspace.ts'

/** Often enough for a person at a terminal; a look takes some microseconds. */
const LOOK_MS = 500
const ASK_MS = 100
/** A step that takes longer than this is not waited for. */
const PATIENCE_MS = 30_000

/** Changes runs as other processes ask for it, as if the window had asked. The returned function ends that. */
export function answerChangeRequests(requests: ChangeRequestRepository, change: Api['runs']['change']): () => void {
  requests.clear()
  const underWay = new Set<number>()
  let ended = false
  async function settle(id: number, run: RunId, changes: readonly AskedChange[]): Promise<void> {
    underWay.add(id)
    const answer = await change(run, changes).then((all): ChangeAnswer => ({ changes: all }), refusal)
    if (!ended) requests.answer(id, answer)
  }
  const timer = setInterval(() => {
    try {
      // One that cannot be answered is not asked for twice: whoever waits for it gives up.
      for (const { id, run, changes } of requests.waiting()) if (!underWay.has(id)) settle(id, run, changes).then(() => underWay.delete(id), () => undefined)
    } catch {
      // The disk refuses: trainings tell of it, where they have something to store.
    }
  }, LOOK_MS)
  timer.unref()
  return () => {
    ended = true
    clearInterval(timer)
    requests.clear()
  }
}

const refusal = (error: unknown): ChangeAnswer => (error instanceof SpecError ? { issues: error.issues } : { message: error instanceof Error ? error.message : String(error) })

/** Where a change is asked for, and how long. */
export interface ElsewhereOptions {
  /** The workspace's database. */
  readonly file: string
  readonly signal: AbortSignal
  readonly patienceMs?: number
}

/** Asks the process that trains in the same workspace for a change of a run, and waits for its answer. Throws SpecError with every problem. */
export async function changeElsewhere(run: { readonly id: RunId; readonly name: string }, changes: readonly AskedChange[], { file, signal, patienceMs = PATIENCE_MS }: ElsewhereOptions): Promise<readonly ChangeSpec[]> {
  try {
    const request = openChangeRequest(file, run.id, changes, Date.now())
    try {
      for (let waited = 0; waited < patienceMs; waited += ASK_MS) {
        await pause(ASK_MS, undefined, { signal })
        const answer = request.look()
        if (answer === 'dropped') throw nobody(run.name, 'the process that trained it has ended')
        if (answer !== null) return read(answer)
      }
      throw nobody(run.name, `no answer in ${patienceMs / 1000} s`)
    } finally {
      request.close()
    }
  } catch (error) {
    throw asWorkspaceError(error, file)
  }
}

function read(answer: ChangeAnswer): readonly ChangeSpec[] {
  if ('changes' in answer) return answer.changes
  throw 'issues' in answer ? new SpecError(answer.issues) : new Error(answer.message)
}

const nobody = (path: string, received: string): SpecError => new SpecError([{
  path, received, expected: text('a process that trains it: descent serve, the window, or descent run on this workspace', 'un proceso que lo entrene: descent serve, la ventana o descent run en este espacio de trabajo'),
}])
